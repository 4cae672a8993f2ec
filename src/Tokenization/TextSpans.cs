using System.Text;

namespace RewardServer.Tokenization;

/// <summary>Converts ranges of UTF-16 units, which .NET strings count in, to ranges of Unicode code points, which the wire counts in.</summary>
public static class TextSpans
{
    /// <summary>The same ranges in code points. A lone surrogate counts as one.</summary>
    /// <param name="text">The text the ranges are of.</param>
    /// <param name="spans">UTF-16 ranges [Start, End) within the text, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range is not within the text.</exception>
    public static (int Start, int End)[] ToCodePoints(string text, IReadOnlyList<(int Start, int End)> spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        var codePoints = CountCodePoints(text);
        var converted = new (int Start, int End)[spans.Count];
        for (var i = 0; i < converted.Length; i++)
        {
            var (start, end) = spans[i];
            if (start < 0 || end < start || end > text.Length)
                throw new ArgumentOutOfRangeException(nameof(spans), $"Span {i} is [{start}, {end}) in a text of {text.Length} units.");
            converted[i] = (codePoints[start], codePoints[end]);
        }
        return converted;
    }

    // Code points before each unit; the second half of a pair counts with the first.
    private static int[] CountCodePoints(string text)
    {
        var before = new int[text.Length + 1];
        var count = 0;
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out _, out var length);
            before.AsSpan(i, length).Fill(count++);
            i += length;
        }
        before[text.Length] = count;
        return before;
    }
}
