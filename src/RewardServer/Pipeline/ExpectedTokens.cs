using RewardServer.Batching;
using RewardServer.Inference;

namespace RewardServer.Pipeline;

/// <summary>What items will cost the engine, as far as their call knows: batches are filled by it. The engine counts what they did cost.</summary>
internal static class ExpectedTokens
{
    /// <summary>The items with their costs: of each, where beginnings are shared, what it has not in common with the one before and was not seen before.</summary>
    public static BatchEntry<InferenceItem>[] EntriesOf(List<InferenceItem> items, bool sharesBeginnings, BatchLane lane)
    {
        var entries = new BatchEntry<InferenceItem>[items.Count];
        var previous = ReadOnlySpan<int>.Empty;
        for (var i = 0; i < entries.Length; i++)
        {
            var tokens = items[i].TokenIds.Span;
            var known = Math.Max(tokens.CommonPrefixLength(previous), items[i].SeenTokens);
            var shared = sharesBeginnings ? Math.Min(known, items[i].ReadPositions.Span[0]) : 0;
            entries[i] = new(items[i], tokens.Length - shared, items[i].Group, lane);
            previous = tokens;
        }
        return entries;
    }
}
