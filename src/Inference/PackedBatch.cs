using System.Runtime.InteropServices;
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
    private readonly List<ItemPart> _parts = [];
    private readonly int _maxTokens;

    /// <summary>Allocates for runs of at most so many new tokens, and of sequences of at most so many, known ones among them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="cache">Its tokens' keys and values.</param>
    /// <param name="maxTokens">New tokens of a run: as many as a sequence has where nothing is shared, and at least a block.</param>
    /// <param name="maxSequenceTokens">Tokens of a sequence.</param>
    /// <param name="maxSequences">Sequences of a run.</param>
    public PackedBatch(GraphManifest graph, PrefixCache cache, int maxTokens, int maxSequenceTokens, int maxSequences)
    {
        _cache = cache;
        _maxTokens = maxTokens;
        _held = new HeldSequence[maxSequences];
        for (var i = 0; i < _held.Length; i++)
            _held[i] = new();
        var reads = graph.Head == PackedGraph.NextTokenHead ? maxSequences : maxTokens;
        _tensors = new(graph, maxTokens, maxSequences, reads, maxSequences * PackedTensors.BlocksOf(maxSequenceTokens));
    }

    /// <summary>The tensors to bind.</summary>
    public PackedTensors Tensors => _tensors;

    /// <summary>The sequences of the run, in the order of its reads.</summary>
    public IReadOnlyList<ItemPart> Parts => _parts;

    /// <summary>
    /// Takes the next run out of what waits: at least one sequence, as many as there is room for, in order; or the beginning of the
    /// first one, when it has more new tokens than there is room for.
    /// </summary>
    public void Fill(List<ItemPart> waiting)
    {
        var tableWidth = 0;
        foreach (var part in waiting)
            tableWidth = Math.Max(tableWidth, PackedTensors.BlocksOf(part.Length));
        _tensors.Begin(tableWidth);

        // Candidates that part within a block spare its first part by following the first of them: worth a run of their own when it is
        // a block's worth of tokens.
        if (Take(waiting, waits: true) < PackedGraph.BlockSize)
            Take(waiting, waits: false);
    }

    /// <summary>Ends the run and lets go of its blocks.</summary>
    public void Release(bool isComputed)
    {
        for (var i = 0; i < _parts.Count; i++)
            _cache.Release(_held[i], isComputed);
        _parts.Clear();
    }

    /// <summary>Moves what fits from what waits to the run.</summary>
    /// <returns>Tokens that are spared by leaving the others to a later run.</returns>
    private int Take(List<ItemPart> waiting, bool waits)
    {
        var (next, left, spared) = (0, 0, 0);
        var parts = CollectionsMarshal.AsSpan(waiting);
        for (; next < parts.Length; next++)
        {
            var result = TryAppend(ref parts[next], waits, ref spared);
            if (result == HoldResult.NoRoom)
                break;
            if (result == HoldResult.BetterLater)
                parts[left++] = parts[next];
        }

        waiting.RemoveRange(left, next - left);
        return spared;
    }

    private HoldResult TryAppend(ref ItemPart part, bool waits, ref int spared)
    {
        if (_parts.Count == _held.Length)
            return HoldResult.NoRoom;
        var held = _held[_parts.Count];
        var room = _maxTokens - _tensors.Tokens;
        var result = _cache.TryHold(part.TokenIds, part.FirstRead, room, waits, held);
        if (result == HoldResult.BetterLater)
            spared += held.Start;
        if (result == HoldResult.Held)
            Append(part, held);
        if (result == HoldResult.NoRoom && _parts.Count == 0)
            part = AppendBeginning(part, held.Start + room, held);
        return result;
    }

    /// <summary>Appends as much as there is room for of a sequence that fits no run.</summary>
    /// <returns>The rest of it.</returns>
    private ItemPart AppendBeginning(ItemPart part, int length, HeldSequence held)
    {
        var (beginning, rest) = part.CutAt(length);
        _cache.TryHold(beginning.TokenIds, beginning.FirstRead, _maxTokens, waits: false, held);
        Append(beginning, held);
        return rest;
    }

    private void Append(ItemPart part, HeldSequence held)
    {
        var first = _tensors.Tokens - held.Start;
        var row = _tensors.Append(part.TokenIds[held.Start..], held.Start);
        for (var i = 0; i < held.Blocks.Count; i++)
            row[i] = held.Blocks[i].Index;
        var reads = part.ReadPositions;
        var targets = part.Targets;
        for (var i = 0; i < reads.Length; i++)
            _tensors.Read(first + reads[i], targets.IsEmpty ? 0 : targets[i]);
        if (reads.IsEmpty)
            _tensors.Read(first + part.FirstRead); // the graph reads something of each; nobody looks at it
        part.Item.ComputedTokens += part.Length - held.Start;
        _parts.Add(part);
    }
}
