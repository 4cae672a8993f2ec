using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>The Digits pre-tokenizer: numerals apart from everything else, one by one or in runs.</summary>
internal sealed class DigitsScanner(bool individual) : IWordScanner
{
    public int NextEnd(ReadOnlySpan<char> text, int start)
    {
        if (IsNumeric(text, start, out var length))
            return individual ? start + length : Runs.End(text, start, RuneClass.Numeric);
        var end = start + length;
        while (end < text.Length && !IsNumeric(text, end, out length))
            end += length;
        return end;
    }

    private static bool IsNumeric(ReadOnlySpan<char> text, int index, out int length) =>
        (RuneClasses.At(text, index, out length) & RuneClass.Numeric) != 0;
}
