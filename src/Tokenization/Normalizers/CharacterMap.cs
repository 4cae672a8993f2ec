using System.Buffers.Binary;
using System.Text;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>
/// A precompiled_charsmap of SentencePiece: a double-array trie over UTF-8 (as Darts lays one out: 32-bit units) whose values say
/// where in a pool of zero-ended strings the replacement stands. The bytes are nobody's promise, so every step is checked.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _pool;

    private CharacterMap(uint[] units, byte[] pool)
    {
        _units = units;
        _pool = pool;
    }

    /// <summary>The map, or null when the bytes are none.</summary>
    public static CharacterMap? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(uint))
            return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var rest = bytes[sizeof(uint)..];
        if (size == 0 || size % sizeof(uint) != 0 || size > rest.Length)
            return null;
        var units = new uint[size / sizeof(uint)];
        for (var i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(rest[(i * sizeof(uint))..]);
        return new CharacterMap(units, rest[(int)size..].ToArray());
    }

    /// <summary>The replacement of the shortest beginning of a text that has one, or null.</summary>
    public string? FindShortest(ReadOnlySpan<byte> text)
    {
        var node = OffsetOf(_units[0]);
        foreach (var value in text)
        {
            node ^= value;
            if (value == 0 || node >= (uint)_units.Length || LabelOf(_units[node]) != value)
                return null;
            var unit = _units[node];
            node ^= OffsetOf(unit);
            if (HasLeaf(unit))
                return node < (uint)_units.Length ? ReplacementAt(_units[node] & 0x7fff_ffff) : null;
        }
        return null;
    }

    private static bool HasLeaf(uint unit) => (unit & 0x100) != 0;

    private static uint LabelOf(uint unit) => unit & 0x8000_00ff;

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private string? ReplacementAt(uint start)
    {
        if (start >= (uint)_pool.Length)
            return null;
        var rest = _pool.AsSpan((int)start);
        var end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
