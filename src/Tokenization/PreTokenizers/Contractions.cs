namespace RewardServer.Tokenization.PreTokenizers;

/// <summary><c>'s|'t|'re|'ve|'m|'ll|'d</c>, the first alternative of every pattern of this family.</summary>
internal static class Contractions
{
    /// <summary>UTF-16 length of the contraction at an index; 0 when there is none.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int index, bool ignoresCase)
    {
        if (text[index] != '\'' || index + 1 >= text.Length)
            return 0;
        var first = Fold(text[index + 1], ignoresCase);
        if (first is 's' or 't' or 'm' or 'd')
            return 2;
        if (index + 2 >= text.Length)
            return 0;
        var second = Fold(text[index + 2], ignoresCase);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    // U+017F, the long s, is the one letter outside ASCII that folds to a letter of these.
    private static char Fold(char unit, bool ignoresCase) => !ignoresCase ? unit
        : unit == '\u017f' ? 's'
        : char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20)
        : unit;
}
