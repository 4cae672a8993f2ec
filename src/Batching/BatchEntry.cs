namespace RewardServer.Batching;

/// <summary>Something to run, and what it costs.</summary>
/// <typeparam name="TItem">What the runner takes.</typeparam>
/// <param name="Item">Handed to the runner as it is.</param>
/// <param name="Tokens">What it costs; at least 1.</param>
/// <param name="Group">Items of one group are run together where that delays others little; 0: it is in none.</param>
/// <param name="Lane">Which lane it waits in.</param>
public readonly record struct BatchEntry<TItem>(TItem Item, int Tokens, int Group = 0, BatchLane Lane = BatchLane.Interactive);
