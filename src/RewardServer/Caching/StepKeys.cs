using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RewardServer.Scoring.Formats;

namespace RewardServer.Caching;

/// <summary>
/// Makes the keys of one model's scores as a chain through each input: each is the SHA-256 of the key before it and the tokens
/// since, so that a trajectory is hashed once whatever its number of steps, and one that shares its first steps shares their keys.
/// </summary>
internal sealed class StepKeys
{
    private const int HashBytes = SHA256.HashSizeInBytes;

    // Token ids are not negative: no text can be mistaken for these.
    private const int ReadMark = -1;
    private const int InputMark = -2;

    private readonly byte[] _seed;
    private readonly bool _looksAhead;

    /// <summary>Creates the keys of one model.</summary>
    /// <param name="fingerprint">What tells it from every other.</param>
    /// <param name="looksAhead">Whether a row may depend on the tokens behind it; nothing is then known from a shared beginning.</param>
    public StepKeys(string fingerprint, bool looksAhead = false)
    {
        _seed = SHA256.HashData(Encoding.UTF8.GetBytes("reward.v1.step:" + fingerprint));
        _looksAhead = looksAhead;
    }

    /// <summary>The key of each score's rows, in order: all that they depend on.</summary>
    public StepKey[] Of(EncodedTrajectory encoded) => _looksAhead ? OfWhole(encoded) : OfBeginnings(encoded);

    /// <summary>Each key is over the whole trajectory, then the score's index.</summary>
    private StepKey[] OfWhole(EncodedTrajectory encoded)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_seed);
        foreach (var input in encoded.Inputs)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([input.TokenIds.Length, input.ReadPositions.Length, input.Targets.Length]));
            hash.AppendData(MemoryMarshal.AsBytes<int>(input.TokenIds));
            hash.AppendData(MemoryMarshal.AsBytes<int>(input.ReadPositions));
            hash.AppendData(MemoryMarshal.AsBytes<int>(input.Targets));
        }

        int[] whole = [.. MemoryMarshal.Cast<byte, int>(hash.GetHashAndReset()), .. encoded.RowEnds, 0];
        var keys = new StepKey[encoded.RowEnds.Length];
        for (var score = 0; score < keys.Length; score++)
        {
            whole[^1] = score;
            keys[score] = KeyOf(SHA256.HashData(MemoryMarshal.AsBytes<int>(whole)));
        }
        return keys;
    }

    private static StepKey KeyOf(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt128LittleEndian(hash), BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));

    private StepKey[] OfBeginnings(EncodedTrajectory encoded)
    {
        var keys = new StepKey[encoded.RowEnds.Length];
        var words = encoded.Tokens + (2 * encoded.Rows) + encoded.Inputs.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(HashBytes + (words * sizeof(int)));
        var cursor = new Cursor(encoded.Inputs);
        for (var score = 0; score < keys.Length; score++)
        {
            if (cursor.IsAtInput)
                _seed.CopyTo(buffer, 0);
            var since = cursor.Take(encoded.RowEnds[score], MemoryMarshal.Cast<byte, int>(buffer.AsSpan(HashBytes)));
            SHA256.HashData(buffer.AsSpan(0, HashBytes + (since * sizeof(int))), buffer);
            keys[score] = KeyOf(buffer);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return keys;
    }

    /// <summary>Walks the rows of a trajectory's inputs.</summary>
    private struct Cursor(EncodedInput[] inputs)
    {
        private int _input;
        private int _read;
        private int _token;
        private int _row;

        /// <summary>Whether the next row is the first of its input, so that nothing before matters to it.</summary>
        public readonly bool IsAtInput => _read == 0 || _read == inputs[_input].ReadPositions.Length;

        /// <summary>Writes what the rows before <paramref name="rowEnd"/> depend on beyond what was taken already.</summary>
        /// <returns>The number of words written.</returns>
        public int Take(int rowEnd, Span<int> words)
        {
            var count = 0;
            for (; _row < rowEnd; _row++, _read++)
            {
                while (_read == inputs[_input].ReadPositions.Length)
                {
                    (_input, _read, _token) = (_input + 1, 0, 0);
                    if (count > 0)
                        words[count++] = InputMark;
                }
                var input = inputs[_input];
                var end = input.ReadPositions[_read] + 1;
                input.TokenIds.AsSpan(_token, end - _token).CopyTo(words[count..]);
                count += end - _token;
                _token = end;
                words[count++] = ReadMark;
                if (input.Targets.Length > 0)
                    words[count++] = input.Targets[_read];
            }
            return count;
        }
    }
}
