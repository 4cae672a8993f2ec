using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>Fills elements <paramref name="first"/>.. of a tensor.</summary>
/// <param name="name">The tensor's name.</param>
/// <param name="first">Index of the first element of <paramref name="values"/> in the tensor, row by row.</param>
/// <param name="values">To be filled.</param>
public delegate void TensorFill(string name, long first, Span<float> values);

/// <summary>Writes safetensors files block by block, for synthetic checkpoints of any size.</summary>
public static class SafetensorsWriter
{
    private const int BlockElements = 1 << 18;
    private const int HeaderAlignment = 8;

    /// <summary>Writes one file; the tensors lie in the order given.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="tensors">Names and shapes.</param>
    /// <param name="type">Number format of all of them; not <see cref="TensorDataType.Other"/>.</param>
    /// <param name="fill">Called for every block of every tensor, in order.</param>
    public static void Write(string path, IReadOnlyList<(string Name, long[] Shape)> tensors, TensorDataType type, TensorFill fill)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfEqual(type, TensorDataType.Other);
        using var file = File.Create(path);
        WriteHeader(file, tensors, type);
        var block = new float[BlockElements];
        foreach (var (name, shape) in tensors)
        {
            var count = Elements(shape);
            for (var first = 0L; first < count; first += BlockElements)
            {
                var values = block.AsSpan(0, (int)Math.Min(BlockElements, count - first));
                fill(name, first, values);
                WriteValues(file, values, type);
            }
        }
    }

    private static void WriteHeader(FileStream file, IReadOnlyList<(string Name, long[] Shape)> tensors, TensorDataType type)
    {
        var entries = new Dictionary<string, object>();
        var offset = 0L;
        foreach (var (name, shape) in tensors)
        {
            var length = Elements(shape) * (type == TensorDataType.F32 ? sizeof(float) : sizeof(ushort));
            entries.Add(name, new { dtype = type.ToString(), shape, data_offsets = new[] { offset, offset + length } });
            offset += length;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(entries);
        var padding = -json.Length & (HeaderAlignment - 1);
        Span<byte> size = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)(json.Length + padding));
        file.Write(size);
        file.Write(json);
        file.Write("       "u8[..padding]);
    }

    private static void WriteValues(FileStream file, ReadOnlySpan<float> values, TensorDataType type)
    {
        if (type == TensorDataType.F32)
        {
            file.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        var packed = new ushort[values.Length];
        for (var i = 0; i < packed.Length; i++)
            packed[i] = type == TensorDataType.F16 ? BitConverter.HalfToUInt16Bits((Half)values[i]) : ToBFloat16(values[i]);
        file.Write(MemoryMarshal.AsBytes<ushort>(packed));
    }

    /// <summary>Rounds to nearest, ties to even.</summary>
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static long Elements(long[] shape) => shape.Aggregate(1L, (product, size) => checked(product * size));
}
