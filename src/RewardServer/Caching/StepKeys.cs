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

    /// <summary>Creates the keys of one model.</summary>
    /// <param name="fingerprint">What tells it from every other.</param>
    public StepKeys(string fingerprint) => _seed = SHA256.HashData(Encoding.UTF8.GetBytes("reward.v1.step:" + fingerprint));

    /// <summary>The key of each score's rows, in order: all that they depend on.</summary>
    public StepKey[] Of(EncodedTrajectory encoded)
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
            keys[score] = new(BinaryPrimitives.ReadUInt128LittleEndian(buffer), BinaryPrimitives.ReadUInt128LittleEndian(buffer.AsSpan(16)));
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
