namespace RewardServer.Batching;

/// <summary>Something to run, and what it costs.</summary>
/// <typeparam name="TItem">What the runner takes.</typeparam>
/// <param name="Item">Handed to the runner as it is.</param>
/// <param name="Tokens">What it costs; at least 1.</param>
public readonly record struct BatchEntry<TItem>(TItem Item, int Tokens);
