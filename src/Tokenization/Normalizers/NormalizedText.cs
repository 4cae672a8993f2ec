using System.Text;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>A normalized text that remembers which UTF-16 range of the original each of its UTF-16 units came from.</summary>
internal sealed class NormalizedText
{
    private char[] _units = [];
    private int[] _starts = [];
    private int[] _ends = [];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Text => _units.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    public int StartOf(int unit) => _starts[unit];

    public int EndOf(int unit) => _ends[unit];

    /// <summary>Appends a stretch that stays as it is.</summary>
    public void AppendUnchanged(ReadOnlySpan<char> stretch, int origin)
    {
        Reserve(stretch.Length);
        stretch.CopyTo(_units.AsSpan(Length));
        for (var i = 0; i < stretch.Length; i++)
        {
            _starts[Length + i] = origin + i;
            _ends[Length + i] = origin + i + 1;
        }
        Length += stretch.Length;
    }

    /// <summary>Appends code points that stand for the range [start, end) of the original as a whole.</summary>
    public void AppendChanged(ReadOnlySpan<int> codePoints, int start, int end)
    {
        Reserve(codePoints.Length * 2);
        var from = Length;
        foreach (var codePoint in codePoints)
        {
            // A lone surrogate is kept as the unit it is; it becomes U+FFFD with the bytes.
            if (codePoint is >= 0xd800 and <= 0xdfff)
                _units[Length++] = (char)codePoint;
            else
                Length += new Rune(codePoint).EncodeToUtf16(_units.AsSpan(Length));
        }
        _starts.AsSpan(from, Length - from).Fill(start);
        _ends.AsSpan(from, Length - from).Fill(end);
    }

    private void Reserve(int more)
    {
        if (Length + more <= _units.Length)
            return;
        var capacity = Math.Max(Length + more, _units.Length * 2);
        Array.Resize(ref _units, capacity);
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
    }
}
