using System.Buffers;
using System.Buffers.Binary;

namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>Elements as the protocol's bytes.</summary>
internal static class TensorBytes
{
    /// <summary>Takes one string, behind its length, from the front; false when it is cut off.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> element)
    {
        element = default;
        if (data.Length < sizeof(uint))
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (length > data.Length - sizeof(uint))
            return false;
        element = data.Slice(sizeof(uint), (int)length);
        data = data[(sizeof(uint) + (int)length)..];
        return true;
    }

    /// <summary>Appends one string behind its length.</summary>
    public static void Append(IBufferWriter<byte> data, ReadOnlySpan<byte> element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(data.GetSpan(sizeof(uint)), (uint)element.Length);
        data.Advance(sizeof(uint));
        data.Write(element);
    }

    /// <summary>Singles, little-endian.</summary>
    public static byte[] Of(ReadOnlySpan<float> values)
    {
        var data = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        return data;
    }

    /// <summary>Whole numbers, little-endian.</summary>
    public static byte[] Of(ReadOnlySpan<long> values)
    {
        var data = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        return data;
    }
}
