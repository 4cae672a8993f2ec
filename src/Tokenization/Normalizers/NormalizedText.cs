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

    /// <summary>How many units it has room for.</summary>
    public int Capacity => _units.Length;

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    public int StartOf(int unit) => _starts[unit];

    public int EndOf(int unit) => _ends[unit];

    /// <summary>Becomes an original text, each unit of which stands for itself.</summary>
    public void SetOriginal(ReadOnlySpan<char> text)
    {
        Clear();
        Reserve(text.Length);
        text.CopyTo(_units);
        for (var i = 0; i < text.Length; i++)
        {
            _starts[i] = i;
            _ends[i] = i + 1;
        }
        Length = text.Length;
    }

    /// <summary>Appends a stretch of another text as it is.</summary>
    public void AppendUnchanged(NormalizedText source, int start, int end)
    {
        var count = end - start;
        Reserve(count);
        Array.Copy(source._units, start, _units, Length, count);
        Array.Copy(source._starts, start, _starts, Length, count);
        Array.Copy(source._ends, start, _ends, Length, count);
        Length += count;
    }

    /// <summary>Appends units that stand for the range [start, end) of another text as a whole; the range is not empty.</summary>
    public void AppendChanged(ReadOnlySpan<char> units, NormalizedText source, int start, int end)
    {
        Reserve(units.Length);
        units.CopyTo(_units.AsSpan(Length));
        _starts.AsSpan(Length, units.Length).Fill(source._starts[start]);
        _ends.AsSpan(Length, units.Length).Fill(source._ends[end - 1]);
        Length += units.Length;
    }

    /// <summary>Appends code points that stand for the range [start, end) of another text as a whole.</summary>
    public void AppendChanged(ReadOnlySpan<int> codePoints, NormalizedText source, int start, int end)
    {
        Span<char> units = stackalloc char[2];
        foreach (var codePoint in codePoints)
        {
            // A lone surrogate is kept as the unit it is.
            units[0] = (char)codePoint;
            var count = Rune.TryCreate(codePoint, out var rune) ? rune.EncodeToUtf16(units) : 1;
            AppendChanged(units[..count], source, start, end);
        }
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
