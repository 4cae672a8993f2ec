using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>A normalizer that looks at one code point at a time.</summary>
/// <param name="replace">What a code point becomes: null where it stays, empty where it is taken out.</param>
internal sealed class CodePointNormalizer(Func<int, string?> replace) : INormalizer
{
    private static readonly Dictionary<int, string> SmallLetters = UnicodeTable.ReadLines("small-letters.txt").ToDictionary(
        line => line.Values[0], line => string.Concat(line.Values[1..].Select(char.ConvertFromUtf32)));

    /// <summary>Small letters, each code point for itself.</summary>
    public static CodePointNormalizer Lowercase { get; } = new(SmallLetters.GetValueOrDefault);

    /// <summary>StripAccents: combining marks are taken out.</summary>
    public static CodePointNormalizer WithoutMarks { get; } = new(codePoint => Has(codePoint, RuneClass.Mark) ? string.Empty : null);

    /// <summary>The accents part of the BERT normalizer, after decomposition.</summary>
    public static CodePointNormalizer WithoutNonspacing { get; } = new(codePoint => Has(codePoint, RuneClass.Nonspacing) ? string.Empty : null);

    /// <summary>clean_text of the BERT normalizer.</summary>
    public static CodePointNormalizer Clean { get; } = new(codePoint =>
        Has(codePoint, RuneClass.Control) ? string.Empty : codePoint != ' ' && Has(codePoint, RuneClass.Space) ? " " : null);

    /// <summary>handle_chinese_chars of the BERT normalizer: spaces around each ideograph.</summary>
    public static CodePointNormalizer SpacedIdeographs { get; } = new(codePoint =>
        IsIdeograph(codePoint) ? $" {char.ConvertFromUtf32(codePoint)} " : null);

    /// <summary>Nmt: the clean-up of SentencePiece's nmt rules.</summary>
    public static CodePointNormalizer Nmt { get; } = new(ReplaceAsNmt);

    public bool Leaves(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (replace(CodePoints.At(text, i, out var length)) is not null)
                return false;
            i += length;
        }
        return true;
    }

    public void Normalize(NormalizedText source, NormalizedText target)
    {
        var text = source.Text;
        var copied = 0;
        for (var i = 0; i < text.Length;)
        {
            var replacement = replace(CodePoints.At(text, i, out var length));
            if (replacement is not null)
            {
                target.AppendUnchanged(source, copied, i);
                target.AppendChanged(replacement, source, i, i + length);
                copied = i + length;
            }
            i += length;
        }
        target.AppendUnchanged(source, copied, text.Length);
    }

    private static bool Has(int codePoint, RuneClass wanted) => (RuneClasses.Of(codePoint) & wanted) != 0;

    private static bool IsIdeograph(int codePoint) => codePoint is (>= 0x4e00 and <= 0x9fff) or (>= 0x3400 and <= 0x4dbf)
        or (>= 0xf900 and <= 0xfaff) or (>= 0x20000 and <= 0x2a6df) or (>= 0x2a700 and <= 0x2b81f) or (>= 0x2b920 and <= 0x2ceaf)
        or (>= 0x2f800 and <= 0x2fa1f);

    private static string? ReplaceAsNmt(int codePoint) => codePoint switch
    {
        (>= 1 and <= 8) or 0xb or (>= 0xe and <= 0x1f) or 0x7f or 0x8f or 0x9f => string.Empty,
        9 or 0xa or 0xc or 0xd or 0x1680 or (>= 0x200b and <= 0x200f) or 0x2028 or 0x2029 or 0x2581 or 0xfeff or 0xfffd => " ",
        _ => null,
    };
}
