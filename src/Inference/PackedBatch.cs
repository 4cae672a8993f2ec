using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>
/// One run of the graph: sequences laid end to end, each without the beginning that the cache holds or that a sequence before it in
/// the same run computes. That is sound because attention writes the keys and values of all of a run's tokens before it reads any.
/// </summary>
internal sealed class PackedBatch
{
    private readonly PrefixCache _cache;
    private readonly PackedTensors _tensors;
    private readonly HeldSequence[] _held;
    private readonly List<InferenceItem> _items = [];
    private readonly int _maxTokens;

    /// <summary>Allocates for at most so many tokens and sequences.</summary>
    public PackedBatch(GraphManifest graph, PrefixCache cache, int maxTokens, int maxSequences)
    {
        _cache = cache;
        _maxTokens = maxTokens;
        _held = new HeldSequence[maxSequences];
        for (var i = 0; i < _held.Length; i++)
            _held[i] = new();
        var reads = graph.Head == PackedGraph.NextTokenHead ? maxSequences : maxTokens;
        _tensors = new(graph, maxTokens, maxSequences, reads, maxSequences * PackedTensors.BlocksOf(maxTokens));
    }

    /// <summary>The tensors to bind.</summary>
    public PackedTensors Tensors => _tensors;

    /// <summary>The sequences of the run, in the order of its reads.</summary>
    public IReadOnlyList<InferenceItem> Items => _items;

    /// <summary>Takes the next run out of what waits: at least one sequence, as many as there is room for, in order.</summary>
    public void Fill(List<InferenceItem> waiting)
    {
        var tableWidth = 0;
        foreach (var item in waiting)
            tableWidth = Math.Max(tableWidth, PackedTensors.BlocksOf(item.TokenIds.Length));
        _tensors.Begin(tableWidth);

        // Candidates that part within a block spare its first part by following the first of them: worth a run of their own when it is
        // a block's worth of tokens.
        if (Take(waiting, waits: true) < PackedGraph.BlockSize)
            Take(waiting, waits: false);
    }

    /// <summary>Ends the run and lets go of its blocks.</summary>
    public void Release(bool isComputed)
    {
        for (var i = 0; i < _items.Count; i++)
            _cache.Release(_held[i], isComputed);
        _items.Clear();
    }

    /// <summary>Moves what fits from what waits to the run.</summary>
    /// <returns>Tokens that are spared by leaving the others to a later run.</returns>
    private int Take(List<InferenceItem> waiting, bool waits)
    {
        var (next, left, spared) = (0, 0, 0);
        for (; next < waiting.Count; next++)
        {
            var result = TryAppend(waiting[next], waits, ref spared);
            if (result == HoldResult.NoRoom)
                break;
            if (result == HoldResult.BetterLater)
                waiting[left++] = waiting[next];
        }

        waiting.RemoveRange(left, next - left);
        return spared;
    }

    private HoldResult TryAppend(InferenceItem item, bool waits, ref int spared)
    {
        if (_items.Count == _held.Length)
            return HoldResult.NoRoom;
        var held = _held[_items.Count];
        var tokens = item.TokenIds.Span;
        var result = _cache.TryHold(tokens, item.ReadPositions.Span[0], waits, held);
        if (result == HoldResult.BetterLater)
            spared += held.Start;
        if (result != HoldResult.Held)
            return result;
        if (tokens.Length - held.Start > _maxTokens - _tensors.Tokens)
        {
            _cache.Release(held, isComputed: false);
            return HoldResult.NoRoom;
        }

        Append(item, held);
        return HoldResult.Held;
    }

    private void Append(InferenceItem item, HeldSequence held)
    {
        var first = _tensors.Tokens - held.Start;
        var row = _tensors.Append(item.TokenIds.Span[held.Start..], held.Start);
        for (var i = 0; i < held.Blocks.Count; i++)
            row[i] = held.Blocks[i].Index;
        foreach (var position in item.ReadPositions.Span)
            _tensors.Read(first + position);
        if (!item.Targets.IsEmpty)
            _tensors.Target(item.Targets.Span);
        item.ComputedTokens = item.TokenIds.Length - held.Start;
        _items.Add(item);
    }
}
