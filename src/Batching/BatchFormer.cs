namespace RewardServer.Batching;

/// <summary>
/// Decides what runs next. Within a lane it is first in, first out: an item that does not fit ends the batch instead of being overtaken,
/// so nothing starves. Only those of a group that is in the batch anyway may be taken before others, and no two batches in a row do
/// that: nothing waits for more than twice the batches it would wait for otherwise. Items nobody waits for any more are sorted
/// out on the way. Knows no clock and no lock; not thread-safe.
/// </summary>
internal sealed class BatchFormer<T>(BatchingOptions options, LaneShares shares)
    where T : PendingItem
{
    private readonly HashSet<int> _groups = [];
    private bool _overtook;

    /// <summary>
    /// Takes items from the front of the lanes until the next one would break a bound. The first one is taken whatever it costs.
    /// What is neither in <paramref name="batch"/> nor in <paramref name="dropped"/> goes on waiting.
    /// </summary>
    /// <param name="lanes">Waiting items of each lane in order of arrival.</param>
    /// <param name="now">Deadlines at or before it have passed.</param>
    /// <param name="batch">Receives what runs, in order.</param>
    /// <param name="dropped">Receives cancelled and expired items that were come across.</param>
    public void Form(LinkedList<T>[] lanes, DateTimeOffset now, List<T> batch, List<T> dropped)
    {
        var (tokens, gathers, next) = (0L, !_overtook, Array.ConvertAll(lanes, lane => lane.First));
        Span<bool> waits = stackalloc bool[lanes.Length];
        _overtook = false;
        _groups.Clear();
        while (true)
        {
            for (var i = 0; i < waits.Length; i++)
                waits[i] = SkipTaken(ref next[i], now, dropped);
            var lane = shares.Next(waits);
            if (lane < 0 || !TryTake(next[lane]!.Value, lane, ref tokens, batch))
                return;
            var (item, behind) = (next[lane]!.Value, next[lane]!.Next);
            if (gathers && item.Group != 0 && _groups.Add(item.Group))
                Gather(item.Group, lane, behind, now, ref tokens, batch, dropped);
        }
    }

    private static bool SkipTaken(ref LinkedListNode<T>? next, DateTimeOffset now, List<T> dropped)
    {
        while (next is { Value: var item } && (item.IsTaken || TryDrop(item, now, dropped)))
            next = next.Next;
        return next is not null;
    }

    private static bool TryDrop(T item, DateTimeOffset now, List<T> dropped)
    {
        if (item.DropReason(now) is null)
            return false;
        item.IsTaken = true;
        dropped.Add(item);
        return true;
    }

    /// <summary>Takes the others of a group, up to the first that does not fit.</summary>
    private void Gather(int group, int lane, LinkedListNode<T>? from, DateTimeOffset now, ref long tokens, List<T> batch, List<T> dropped)
    {
        var passes = false;
        for (var node = from; node is not null; node = node.Next)
        {
            var item = node.Value;
            if (item.IsTaken || (item.Group == group && TryDrop(item, now, dropped)))
                continue;
            if (item.Group != group)
            {
                passes = true;
                continue;
            }

            if (!TryTake(item, lane, ref tokens, batch))
                return;
            _overtook |= passes;
        }
    }

    private bool TryTake(T item, int lane, ref long tokens, List<T> batch)
    {
        if (batch.Count > 0 && (tokens + item.Tokens > options.MaxBatchTokens || batch.Count == options.MaxBatchSequences))
            return false;
        tokens += item.Tokens;
        item.IsTaken = true;
        batch.Add(item);
        shares.Charge(lane, item.Tokens);
        return true;
    }
}
