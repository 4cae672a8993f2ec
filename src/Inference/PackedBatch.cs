using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>A run of whole sequences, each with cache blocks of its own for as long as the run lasts.</summary>
internal sealed class PackedBatch
{
    private readonly PackedTensors _tensors;
    private readonly List<int> _blocks = [];

    /// <summary>Allocates for at most so many tokens and sequences.</summary>
    public PackedBatch(GraphManifest graph, int maxTokens, int maxSequences)
    {
        var reads = graph.Head == PackedGraph.NextTokenHead ? maxSequences : maxTokens;
        _tensors = new(graph, maxTokens, maxSequences, reads, maxSequences * PackedTensors.BlocksOf(maxTokens));
    }

    /// <summary>The tensors to bind.</summary>
    public PackedTensors Tensors => _tensors;

    /// <summary>Lays the items end to end and takes cache blocks for them.</summary>
    public void Fill(IReadOnlyList<InferenceItem> items, BlockAllocator blocks)
    {
        var tableWidth = 0;
        for (var i = 0; i < items.Count; i++)
            tableWidth = Math.Max(tableWidth, PackedTensors.BlocksOf(items[i].TokenIds.Length));
        _tensors.Begin(tableWidth);
        for (var i = 0; i < items.Count; i++)
            Append(items[i], i, blocks);
    }

    /// <summary>Gives the cache blocks back.</summary>
    public void Release(BlockAllocator blocks)
    {
        for (var sequence = 0; sequence < _blocks.Count; sequence++)
            blocks.Free(_tensors.BlockRow(sequence)[.._blocks[sequence]]);
        _blocks.Clear();
    }

    private void Append(InferenceItem item, int sequence, BlockAllocator blocks)
    {
        var tokens = item.TokenIds.Span;
        var first = _tensors.Tokens;
        var count = PackedTensors.BlocksOf(tokens.Length);
        _tensors.Append(tokens, past: 0);
        if (!blocks.TryAllocate(_tensors.BlockRow(sequence)[..count]))
            throw new InvalidOperationException("The cache has no block left for a batch within its budget. This is a bug.");
        _blocks.Add(count);
        foreach (var position in item.ReadPositions.Span)
            _tensors.Read(first + position);
        if (!item.Targets.IsEmpty)
            _tensors.Target(item.Targets.Span);
    }
}
