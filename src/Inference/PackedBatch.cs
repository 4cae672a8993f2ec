using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>
/// The pooled inputs and output of a run: pinned arrays as large as the largest batch, filled and bound anew each time. The
/// only managed memory a run takes is that of a handful of tensor handles.
/// </summary>
internal sealed class PackedBatch
{
    private readonly long[] _inputIds;
    private readonly int[] _cumulativeLengths;
    private readonly int[] _pastLengths;
    private readonly int[] _blockTable;
    private readonly long[] _readPositions;
    private readonly long[] _targets;
    private readonly float[] _output;
    private readonly int _outputWidth;
    private readonly bool _hasTargets;
    private readonly List<OrtValue> _bound = [];
    private int _tokens;
    private int _sequences;
    private int _reads;
    private int _tableWidth;

    /// <summary>Allocates for at most so many tokens, sequences and cache blocks.</summary>
    public PackedBatch(GraphManifest graph, int maxTokens, int maxSequences)
    {
        _hasTargets = graph.Head == PackedGraph.TargetHead;
        _outputWidth = graph.Outputs;
        _inputIds = Pinned<long>(maxTokens);
        _cumulativeLengths = Pinned<int>(maxSequences + 1);
        _pastLengths = Pinned<int>(maxSequences);
        _blockTable = Pinned<int>(maxSequences * BlocksOf(maxTokens));
        _readPositions = Pinned<long>(maxTokens);
        _targets = Pinned<long>(_hasTargets ? maxTokens : 0);
        _output = Pinned<float>(checked(maxTokens * graph.Outputs));
    }

    /// <summary>Lays the items end to end and takes cache blocks for them.</summary>
    public void Fill(IReadOnlyList<InferenceItem> items, BlockAllocator blocks)
    {
        _sequences = items.Count;
        _tokens = _reads = _tableWidth = 0;
        for (var s = 0; s < items.Count; s++)
            _tableWidth = Math.Max(_tableWidth, BlocksOf(items[s].TokenIds.Length));
        for (var s = 0; s < items.Count; s++)
            Append(items[s], s, blocks);
    }

    /// <summary>Gives the cache blocks back.</summary>
    public void Release(BlockAllocator blocks)
    {
        for (var s = 0; s < _sequences; s++)
            blocks.Free(BlocksOfSequence(s));
        _sequences = 0;
    }

    /// <summary>Binds this batch's tensors; <see cref="Unbind"/> must follow.</summary>
    public void Bind(OrtIoBinding binding)
    {
        BindInput(binding, PackedGraph.InputIds, _inputIds, [_tokens]);
        BindInput(binding, PackedGraph.CumulativeLengths, _cumulativeLengths, [_sequences + 1]);
        BindInput(binding, PackedGraph.PastLengths, _pastLengths, [_sequences]);
        BindInput(binding, PackedGraph.BlockTable, _blockTable, [_sequences, _tableWidth]);
        BindInput(binding, PackedGraph.ReadPositions, _readPositions, [_reads]);
        if (_hasTargets)
            BindInput(binding, PackedGraph.Targets, _targets, [_reads]);
        binding.BindOutput(PackedGraph.Output, Tensor(_output, [_reads, _outputWidth]));
    }

    /// <summary>Releases the tensor handles of <see cref="Bind"/>.</summary>
    public void Unbind()
    {
        foreach (var value in _bound)
            value.Dispose();
        _bound.Clear();
    }

    /// <summary>The output rows, in the order of the items' read positions.</summary>
    public ReadOnlySpan<float> Output => _output.AsSpan(0, _reads * _outputWidth);

    private static int BlocksOf(int tokens) => (tokens + PackedGraph.BlockSize - 1) / PackedGraph.BlockSize;

    private void Append(InferenceItem item, int sequence, BlockAllocator blocks)
    {
        var tokens = item.TokenIds.Span;
        _cumulativeLengths[sequence] = _tokens;
        _cumulativeLengths[sequence + 1] = _tokens + tokens.Length;
        _pastLengths[sequence] = 0;
        var row = _blockTable.AsSpan(sequence * _tableWidth, _tableWidth);
        row.Fill(-1);
        if (!blocks.TryAllocate(row[..BlocksOf(tokens.Length)]))
            throw new InvalidOperationException("The cache has no block left for a batch within its budget. This is a bug.");
        foreach (var position in item.ReadPositions.Span)
            _readPositions[_reads++] = _tokens + position;
        if (_hasTargets)
            Widen(item.Targets.Span, _targets.AsSpan(_reads - item.Targets.Length));
        Widen(tokens, _inputIds.AsSpan(_tokens));
        _tokens += tokens.Length;
    }

    private ReadOnlySpan<int> BlocksOfSequence(int sequence) =>
        _blockTable.AsSpan(sequence * _tableWidth, BlocksOf(_cumulativeLengths[sequence + 1] - _cumulativeLengths[sequence]));

    private static void Widen(ReadOnlySpan<int> source, Span<long> destination)
    {
        for (var i = 0; i < source.Length; i++)
            destination[i] = source[i];
    }

    private void BindInput<T>(OrtIoBinding binding, string name, T[] values, long[] shape)
        where T : unmanaged => binding.BindInput(name, Tensor(values, shape));

    private unsafe OrtValue Tensor<T>(T[] values, long[] shape)
        where T : unmanaged
    {
        var type = typeof(T) == typeof(long) ? TensorElementType.Int64
            : typeof(T) == typeof(int) ? TensorElementType.Int32
            : TensorElementType.Float;
        var data = (nint)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values));
        var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, data, (long)values.Length * sizeof(T));
        _bound.Add(value);
        return value;
    }

    private static T[] Pinned<T>(int length)
        where T : unmanaged => GC.AllocateArray<T>(Math.Max(1, length), pinned: true);
}
