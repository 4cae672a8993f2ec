namespace RewardServer.Batching;

/// <summary>
/// Runs items as one batch, on the batcher's own thread, never twice at a time, and writes the result of each to the same index of
/// <paramref name="results"/>. An item's own failure is part of its result; an exception fails the batch. The list is
/// valid during the call only. After an exception parts of the batch may be run again.
/// </summary>
/// <typeparam name="TItem">What it takes.</typeparam>
/// <typeparam name="TResult">What it makes of an item.</typeparam>
public delegate void RunBatch<TItem, TResult>(IReadOnlyList<TItem> items, Span<TResult> results);
