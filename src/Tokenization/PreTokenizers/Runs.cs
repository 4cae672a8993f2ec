using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>The runs of characters that the scanners are made of.</summary>
internal static class Runs
{
    /// <summary>End of the longest run from <paramref name="start"/> whose classes all have a bit of <paramref name="wanted"/>.</summary>
    public static int End(ReadOnlySpan<char> text, int start, RuneClass wanted, int maxRunes = int.MaxValue)
    {
        var end = start;
        for (var count = 0; end < text.Length && count < maxRunes; count++)
        {
            if ((RuneClasses.At(text, end, out var length) & wanted) == 0)
                break;
            end += length;
        }
        return end;
    }

    /// <summary>End of the run of <c>[^\s\p{L}\p{N}]</c>.</summary>
    public static int EndOfOthers(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && (RuneClasses.At(text, end, out var length) & RuneClass.LetterNumberSpace) == 0)
            end += length;
        return end;
    }

    /// <summary>End of <c>\s+(?!\S)|\s+</c>: a run of whitespace leaves its last character to the word after it, unless it is all there is.</summary>
    public static int EndOfSpaces(ReadOnlySpan<char> text, int start)
    {
        var end = End(text, start, RuneClass.Space);
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    public static bool IsLetterAt(ReadOnlySpan<char> text, int index) =>
        index < text.Length && (RuneClasses.At(text, index, out _) & RuneClass.Letter) != 0;
}
