using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.PreTokenizers;

/// <summary><c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c></summary>
internal sealed class Gpt2Scanner : IWordScanner
{
    public int NextEnd(ReadOnlySpan<char> text, int start)
    {
        var contraction = Contractions.LengthAt(text, start, ignoresCase: false);
        if (contraction > 0)
            return start + contraction;

        var body = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        var kind = RuneClasses.At(text, body, out _) & RuneClass.LetterNumberSpace;
        return kind switch
        {
            RuneClass.Letter => Runs.End(text, body, RuneClass.Letter),
            RuneClass.Number => Runs.End(text, body, RuneClass.Number),
            RuneClass.Other => Runs.EndOfOthers(text, body),
            _ => Runs.EndOfSpaces(text, start),
        };
    }
}
