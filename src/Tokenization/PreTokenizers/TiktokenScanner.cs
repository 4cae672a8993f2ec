using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,k}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>:
/// cl100k and Llama 3 with k = 3, Qwen2 and Qwen3 with k = 1.
/// </summary>
internal sealed class TiktokenScanner(int maxDigits) : IWordScanner
{
    public int NextEnd(ReadOnlySpan<char> text, int start)
    {
        var contraction = Contractions.LengthAt(text, start, ignoresCase: true);
        if (contraction > 0)
            return start + contraction;

        var kind = RuneClasses.At(text, start, out var length) & RuneClass.LetterNumberSpace;
        if (kind == RuneClass.Letter)
            return Runs.End(text, start + length, RuneClass.Letter);
        if (kind == RuneClass.Number)
            return Runs.End(text, start, RuneClass.Number, maxDigits);
        if (text[start] is not ('\r' or '\n') && Runs.IsLetterAt(text, start + length))
            return Runs.End(text, start + length, RuneClass.Letter);

        var body = text[start] == ' ' ? start + 1 : start;
        var end = Runs.EndOfOthers(text, body);
        return end > body ? EndOfLineBreaks(text, end) : EndOfSpacesOrLines(text, start);
    }

    private static int EndOfLineBreaks(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && text[end] is ('\r' or '\n'))
            end++;
        return end;
    }

    // \s*[\r\n]+ goes up to the last line break of a run of whitespace.
    private static int EndOfSpacesOrLines(ReadOnlySpan<char> text, int start)
    {
        var run = text[start..Runs.End(text, start, RuneClass.Space)];
        var lastBreak = run.LastIndexOfAny('\r', '\n');
        return lastBreak >= 0 ? start + lastBreak + 1 : Runs.EndOfSpaces(text, start);
    }
}
