namespace RewardServer.Batching;

/// <summary>
/// Decides what runs next. Pure. First in, first out: an item that does not fit ends the batch instead of being overtaken,
/// so nothing starves. Items nobody waits for any more are sorted out on the way.
/// </summary>
internal static class BatchFormer
{
    /// <summary>
    /// Takes items from the front of <paramref name="pending"/> until the next one would break a bound. The first one is taken
    /// whatever it costs. What is neither in <paramref name="batch"/> nor in <paramref name="dropped"/> goes on waiting.
    /// </summary>
    /// <param name="pending">Waiting items in order of arrival.</param>
    /// <param name="options">The bounds of a batch.</param>
    /// <param name="now">Deadlines at or before it have passed.</param>
    /// <param name="batch">Receives what runs, in order.</param>
    /// <param name="dropped">Receives cancelled and expired items that were come across.</param>
    public static void Form<T>(IEnumerable<T> pending, BatchingOptions options, DateTimeOffset now, List<T> batch, List<T> dropped)
        where T : PendingItem
    {
        var tokens = 0L;
        foreach (var item in pending)
        {
            if (item.DropReason(now) is not null)
            {
                dropped.Add(item);
                continue;
            }

            tokens += item.Tokens;
            if (batch.Count > 0 && (tokens > options.MaxBatchTokens || batch.Count == options.MaxBatchSequences))
                return;
            batch.Add(item);
        }
    }
}
