using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace RewardServer.Caching;

/// <summary>
/// Makes the keys of one model's read positions as a chain: each is the SHA-256 of the key before it and the tokens since, so
/// that a trajectory is hashed once whatever its number of steps, and one that shares its first steps shares their keys.
/// </summary>
internal sealed class StepKeys
{
    private const int HashBytes = SHA256.HashSizeInBytes;

    private readonly byte[] _seed;

    /// <summary>Creates the keys of one model.</summary>
    /// <param name="fingerprint">What tells it from every other.</param>
    public StepKeys(string fingerprint) => _seed = SHA256.HashData(Encoding.UTF8.GetBytes("reward.v1.step:" + fingerprint));

    /// <summary>The key of each read position, in order.</summary>
    public StepKey[] Of(ReadOnlySpan<int> tokens, ReadOnlySpan<int> readPositions)
    {
        var keys = new StepKey[readPositions.Length];
        var buffer = ArrayPool<byte>.Shared.Rent(HashBytes + (tokens.Length * sizeof(int)));
        _seed.CopyTo(buffer, 0);
        var start = 0;
        for (var read = 0; read < keys.Length; read++)
        {
            var since = MemoryMarshal.AsBytes(tokens[start..(readPositions[read] + 1)]);
            since.CopyTo(buffer.AsSpan(HashBytes));
            SHA256.HashData(buffer.AsSpan(0, HashBytes + since.Length), buffer);
            keys[read] = new(BinaryPrimitives.ReadUInt128LittleEndian(buffer), BinaryPrimitives.ReadUInt128LittleEndian(buffer.AsSpan(16)));
            start = readPositions[read] + 1;
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return keys;
    }
}
