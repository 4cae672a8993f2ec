using System.Runtime.InteropServices;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// An open safetensors file. Data is read with positioned reads into the caller's block, not through a memory map: the same
/// speed, memory bounded by the block, and a file that shrinks while it is read is an error instead of a fault.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;

    private SafetensorsFile(FileStream stream, string file)
    {
        _stream = stream;
        Tensors = SafetensorsHeader.Read(stream, file);
    }

    /// <summary>Every tensor of the file.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Opens a file and checks its header.</summary>
    public static SafetensorsFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            return new SafetensorsFile(stream, Path.GetFileName(path));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads <paramref name="target"/>.Length elements from element <paramref name="first"/> on, widened to float.</summary>
    public void Read(TensorInfo tensor, long first, Span<float> target)
    {
        if (tensor.DataType == TensorDataType.F32)
        {
            ReadExactly(tensor, first * sizeof(float), MemoryMarshal.AsBytes(target));
            return;
        }

        // The 16-bit numbers go into the second half of the target: widening from front to back then never overtakes itself.
        var packed = MemoryMarshal.Cast<float, ushort>(target)[target.Length..];
        ReadExactly(tensor, first * sizeof(ushort), MemoryMarshal.AsBytes(packed));
        if (tensor.DataType == TensorDataType.F16)
            WidenHalf(packed, target);
        else
            WidenBFloat16(packed, target);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static void WidenHalf(ReadOnlySpan<ushort> packed, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = (float)BitConverter.UInt16BitsToHalf(packed[i]);
    }

    private static void WidenBFloat16(ReadOnlySpan<ushort> packed, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = BitConverter.UInt32BitsToSingle((uint)packed[i] << 16);
    }

    private void ReadExactly(TensorInfo tensor, long start, Span<byte> target)
    {
        var position = tensor.Offset + start;
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_stream.SafeFileHandle, target, position);
            if (read == 0)
                throw new CheckpointException($"{Path.GetFileName(_stream.Name)} ended inside tensor {CheckpointException.Quote(tensor.Name)}; was it changed during the import?");
            target = target[read..];
            position += read;
        }
    }
}
