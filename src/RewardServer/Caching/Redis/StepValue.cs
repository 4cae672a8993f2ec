using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace RewardServer.Caching.Redis;

/// <summary>
/// Outputs as Redis keeps them: a version byte, the numbers (float32, little-endian), and 16 bytes of HMAC-SHA256 over the step's key and
/// all before. A value that was damaged, or moved to another key, or forged by someone without the secret, does not open.
/// </summary>
internal sealed class StepValue
{
    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int TagBytes = 16;

    private readonly byte[] _secret;

    /// <summary>The format of servers with this secret; without one the code is a plain check sum.</summary>
    public StepValue(string? secret) => _secret = SHA256.HashData(Encoding.UTF8.GetBytes("reward.v1.value:" + secret));

    /// <summary>Bytes of a value of so many numbers.</summary>
    public static int Size(int numbers) => 1 + (numbers * sizeof(float)) + TagBytes;

    /// <summary>Outputs to bytes.</summary>
    public byte[] Seal(in StepKey key, ReadOnlySpan<float> row)
    {
        var value = new byte[Size(row.Length)];
        value[0] = Version;
        var numbers = value.AsSpan(1, row.Length * sizeof(float));
        MemoryMarshal.AsBytes(row).CopyTo(numbers);
        if (!BitConverter.IsLittleEndian)
            Reverse(numbers);
        Tag(key, value.AsSpan(0, value.Length - TagBytes), value.AsSpan(value.Length - TagBytes));
        return value;
    }

    /// <summary>Bytes to outputs; null when they are not what was written for this key.</summary>
    /// <param name="key">The step's key.</param>
    /// <param name="value">What Redis has under it.</param>
    /// <param name="count">How many numbers there have to be.</param>
    public float[]? Open(in StepKey key, ReadOnlySpan<byte> value, int count)
    {
        if (value.Length != Size(count) || value[0] != Version)
            return null;
        Span<byte> tag = stackalloc byte[TagBytes];
        Tag(key, value[..^TagBytes], tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, value[^TagBytes..]))
            return null;
        var row = new float[count];
        var numbers = MemoryMarshal.AsBytes(row.AsSpan());
        value[1..^TagBytes].CopyTo(numbers);
        if (!BitConverter.IsLittleEndian)
            Reverse(numbers);
        // What is not finite was never stored.
        return row.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? null : row;
    }

    private void Tag(in StepKey key, ReadOnlySpan<byte> content, Span<byte> tag)
    {
        using var code = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        Span<byte> buffer = stackalloc byte[KeyBytes];
        key.Write(buffer);
        code.AppendData(buffer);
        code.AppendData(content);
        code.GetHashAndReset(buffer);
        buffer[..TagBytes].CopyTo(tag);
    }

    private static void Reverse(Span<byte> numbers)
    {
        foreach (ref var number in MemoryMarshal.Cast<byte, uint>(numbers))
            number = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(number);
    }
}
