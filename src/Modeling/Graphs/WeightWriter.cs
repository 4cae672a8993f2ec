using System.Buffers;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs.Onnx;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Graphs;

/// <summary>
/// Streams weights from the checkpoint into the graph's data file, block by block. Each starts on a page, so that the engine can
/// map the file.
/// </summary>
internal sealed class WeightWriter : IDisposable
{
    /// <summary>Weights start at multiples of it.</summary>
    public const int Alignment = 4096;

    private const int BlockElements = 1 << 20;
    private const int ExternalDataLocation = 1;

    private readonly Checkpoint _checkpoint;
    private readonly FileStream _file;
    private readonly IProgress<long>? _progress;
    private readonly CancellationToken _cancellation;

    /// <summary>Creates the data file; progress is told the elements of each block done.</summary>
    public WeightWriter(Checkpoint checkpoint, string path, IProgress<long>? progress, CancellationToken cancellation)
    {
        _checkpoint = checkpoint;
        _progress = progress;
        _cancellation = cancellation;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    private delegate void BlockAction(long firstRow, ReadOnlySpan<float> rows);

    /// <summary>Writes as 32-bit floats.</summary>
    public TensorProto WriteFloat(string name, WeightMatrix weights)
    {
        var tensor = Start(name, ElementType.Float, weights.Shape);
        ForEachBlock(weights, (_, rows) => _file.Write(MemoryMarshal.AsBytes(rows)));
        return Finish(tensor);
    }

    /// <summary>Writes as 16-bit floats; a weight beyond their range is refused.</summary>
    public TensorProto WriteHalf(string name, WeightMatrix weights)
    {
        var tensor = Start(name, ElementType.Float16, weights.Shape);
        ForEachBlock(weights, (_, rows) =>
        {
            if (TensorPrimitives.MaxMagnitude(rows) is var most && MathF.Abs(most) > (float)Half.MaxValue)
                throw new CheckpointException($"Tensor {Quote(name)} has the weight {most}, which fp16 cannot hold.");
            WriteAsHalf(rows);
        });
        return Finish(tensor);
    }

    /// <summary>
    /// Writes [out, in] weights as signed bytes [in, out], each output's row over its own scale max|w| / 127.
    /// Holds one tensor in memory, as bytes: the rows come in while columns go out.
    /// </summary>
    public (TensorProto Weight, TensorProto Scale) WriteQuantized(string name, string scaleName, WeightMatrix weights)
    {
        if (weights.Rows * weights.Columns > Array.MaxLength)
            throw new CheckpointException($"Tensor {Quote(name)} is too large for int8; import as fp32.");
        var quantized = new QuantizedMatrix(weights.Rows, weights.Columns);
        ForEachBlock(weights, quantized.AddRows);
        var tensor = Start(name, ElementType.Int8, [weights.Columns, weights.Rows]);
        _file.Write(MemoryMarshal.AsBytes(quantized.Transposed));
        return (Finish(tensor), WriteComputed(scaleName, [weights.Rows], quantized.Scales));
    }

    /// <summary>Writes numbers that come from no checkpoint.</summary>
    public TensorProto WriteComputed(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        var tensor = Start(name, ElementType.Float, shape.ToArray());
        _file.Write(MemoryMarshal.AsBytes(values));
        return Finish(tensor);
    }

    /// <summary>As <see cref="WriteComputed"/>, in 16-bit floats.</summary>
    public TensorProto WriteComputedHalf(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        var tensor = Start(name, ElementType.Float16, shape.ToArray());
        WriteAsHalf(values);
        return Finish(tensor);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void WriteAsHalf(ReadOnlySpan<float> values)
    {
        var halves = ArrayPool<Half>.Shared.Rent(values.Length);
        try
        {
            TensorPrimitives.ConvertToHalf(values, halves);
            _file.Write(MemoryMarshal.AsBytes(halves.AsSpan(0, values.Length)));
        }
        finally
        {
            ArrayPool<Half>.Shared.Return(halves);
        }
    }

    private void ForEachBlock(WeightMatrix weights, BlockAction action)
    {
        var columns = (int)weights.Columns;
        var rowsPerBlock = Math.Max(1, BlockElements / columns);
        var block = ArrayPool<float>.Shared.Rent(rowsPerBlock * columns);
        try
        {
            var done = 0L;
            foreach (var slice in weights.Slices)
            {
                for (var row = 0L; row < slice.Count; row += rowsPerBlock)
                {
                    _cancellation.ThrowIfCancellationRequested();
                    var rows = block.AsSpan(0, (int)Math.Min(rowsPerBlock, slice.Count - row) * columns);
                    ReadFinite(slice.Tensor, (slice.First + row) * columns, rows);
                    action(done, rows);
                    done += rows.Length / columns;
                    _progress?.Report(rows.Length);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(block);
        }
    }

    private void ReadFinite(TensorInfo tensor, long first, Span<float> values)
    {
        _checkpoint.Read(tensor, first, values);
        // MaxMagnitude returns NaN when there is one.
        if (!float.IsFinite(TensorPrimitives.MaxMagnitude((ReadOnlySpan<float>)values)))
            throw new CheckpointException($"Tensor {Quote(tensor.Name)} has a weight that is not a finite number.");
    }

    private TensorProto Start(string name, ElementType type, IReadOnlyList<long> shape)
    {
        var padding = -_file.Position & (Alignment - 1);
        _file.Write(new byte[padding]);
        var tensor = new TensorProto { Name = name, DataType = (int)type, DataLocation = ExternalDataLocation };
        tensor.Dims.AddRange(shape);
        AddExternal(tensor, "location", Path.GetFileName(_file.Name));
        AddExternal(tensor, "offset", _file.Position.ToString(CultureInfo.InvariantCulture));
        return tensor;
    }

    private TensorProto Finish(TensorProto tensor)
    {
        var offset = long.Parse(tensor.ExternalData[^1].Value, CultureInfo.InvariantCulture);
        AddExternal(tensor, "length", (_file.Position - offset).ToString(CultureInfo.InvariantCulture));
        return tensor;
    }

    private static void AddExternal(TensorProto tensor, string key, string value) =>
        tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
