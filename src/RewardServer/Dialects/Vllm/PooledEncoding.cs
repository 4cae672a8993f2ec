using System.Buffers.Binary;

namespace RewardServer.Dialects.Vllm;

/// <summary>Numbers as bytes, row after row.</summary>
/// <param name="Type"><c>float32</c>, <c>float16</c> or <c>bfloat16</c>.</param>
/// <param name="Order"><c>native</c>, <c>little</c> or <c>big</c>.</param>
internal sealed record PooledEncoding(string Type, string Order)
{
    /// <summary>Number formats.</summary>
    public static IReadOnlyList<string> Types { get; } = ["float32", "float16", "bfloat16"];

    /// <summary>Byte orders.</summary>
    public static IReadOnlyList<string> Orders { get; } = ["native", "little", "big"];

    private bool IsBig => Order == "big" || (Order == "native" && !BitConverter.IsLittleEndian);

    /// <summary>Bytes of a number.</summary>
    public int Size => Type == "float32" ? 4 : 2;

    /// <summary>The bytes of all rows.</summary>
    public byte[] Encode(float[][] rows)
    {
        var bytes = new byte[rows.Sum(row => row.Length) * Size];
        var at = 0;
        foreach (var row in rows)
        {
            foreach (var number in row)
            {
                Write(bytes.AsSpan(at, Size), number);
                at += Size;
            }
        }
        return bytes;
    }

    private void Write(Span<byte> place, float number)
    {
        if (Size == 4 && IsBig)
            BinaryPrimitives.WriteSingleBigEndian(place, number);
        else if (Size == 4)
            BinaryPrimitives.WriteSingleLittleEndian(place, number);
        else if (IsBig)
            BinaryPrimitives.WriteUInt16BigEndian(place, Half(number));
        else
            BinaryPrimitives.WriteUInt16LittleEndian(place, Half(number));
    }

    private ushort Half(float number) => Type == "float16" ? BitConverter.HalfToUInt16Bits((Half)number) : BrainFloat(BitConverter.SingleToUInt32Bits(number));

    // The upper half of the bits, to the nearest and on a tie to the even one.
    private static ushort BrainFloat(uint bits) => (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}
