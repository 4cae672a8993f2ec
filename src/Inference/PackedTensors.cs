using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>
/// The pooled inputs and output of a run: pinned arrays as large as the largest one, filled and bound anew each time. The only
/// managed memory a run takes is that of a handful of tensor handles.
/// </summary>
internal sealed class PackedTensors
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
    private int _sequences;
    private int _tableWidth;

    /// <summary>Allocates for at most so many tokens, sequences, reads and block table entries.</summary>
    public PackedTensors(GraphManifest graph, int tokens, int sequences, int reads, int tableEntries)
    {
        _hasTargets = graph.Head == PackedGraph.TargetHead;
        _outputWidth = graph.Outputs;
        _inputIds = Pinned<long>(tokens);
        _cumulativeLengths = Pinned<int>(sequences + 1);
        _pastLengths = Pinned<int>(sequences);
        _blockTable = Pinned<int>(tableEntries);
        _readPositions = Pinned<long>(reads);
        _targets = Pinned<long>(_hasTargets ? reads : 0);
        _output = Pinned<float>(checked(reads * graph.Outputs));
    }

    /// <summary>Tokens so far.</summary>
    public int Tokens { get; private set; }

    /// <summary>Reads so far.</summary>
    public int Reads { get; private set; }

    /// <summary>The output rows, in the order of the reads.</summary>
    public ReadOnlySpan<float> Output => _output.AsSpan(0, Reads * _outputWidth);

    /// <summary>Blocks that hold so many tokens.</summary>
    public static int BlocksOf(int tokens) => (tokens + PackedGraph.BlockSize - 1) / PackedGraph.BlockSize;

    /// <summary>Begins a run whose longest sequence has so many blocks.</summary>
    public void Begin(int tableWidth)
    {
        _tableWidth = tableWidth;
        _sequences = Tokens = Reads = 0;
    }

    /// <summary>Adds a sequence's new tokens behind those in the cache.</summary>
    /// <returns>Its row of the block table, all -1, for the caller to fill.</returns>
    public Span<int> Append(ReadOnlySpan<int> tokens, int past)
    {
        Widen(tokens, _inputIds.AsSpan(Tokens));
        _cumulativeLengths[_sequences] = Tokens;
        _pastLengths[_sequences] = past;
        Tokens += tokens.Length;
        var row = BlockRow(_sequences++);
        _cumulativeLengths[_sequences] = Tokens;
        row.Fill(-1);
        return row;
    }

    /// <summary>A sequence's row of the block table.</summary>
    public Span<int> BlockRow(int sequence) => _blockTable.AsSpan(sequence * _tableWidth, _tableWidth);

    /// <summary>Reads the head at a row of the run.</summary>
    /// <param name="row">The row.</param>
    /// <param name="target">The token whose log-probability is read, where the head has targets.</param>
    public void Read(int row, int target = 0)
    {
        _readPositions[Reads] = row;
        if (_hasTargets)
            _targets[Reads] = target;
        Reads++;
    }

    /// <summary>Binds the tensors; <see cref="Unbind"/> must follow.</summary>
    public void Bind(OrtIoBinding binding)
    {
        BindInput(binding, PackedGraph.InputIds, _inputIds, [Tokens]);
        BindInput(binding, PackedGraph.CumulativeLengths, _cumulativeLengths, [_sequences + 1]);
        BindInput(binding, PackedGraph.PastLengths, _pastLengths, [_sequences]);
        BindInput(binding, PackedGraph.BlockTable, _blockTable, [_sequences, _tableWidth]);
        BindInput(binding, PackedGraph.ReadPositions, _readPositions, [Reads]);
        if (_hasTargets)
            BindInput(binding, PackedGraph.Targets, _targets, [Reads]);
        binding.BindOutput(PackedGraph.Output, Tensor(_output, [Reads, _outputWidth]));
    }

    /// <summary>Releases the tensor handles of <see cref="Bind"/>.</summary>
    public void Unbind()
    {
        foreach (var value in _bound)
            value.Dispose();
        _bound.Clear();
    }

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
        var data = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values));
        var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, data, (long)values.Length * sizeof(T));
        _bound.Add(value);
        return value;
    }

    private static T[] Pinned<T>(int length)
        where T : unmanaged => GC.AllocateArray<T>(Math.Max(1, length), pinned: true);
}
