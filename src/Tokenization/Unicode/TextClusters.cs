namespace RewardServer.Tokenization.Unicode;

/// <summary>
/// Extended grapheme clusters (UAX 29) of the version the Rust library has. Flags and Indic conjuncts are not kept together: such
/// clusters are longer than any that is asked for.
/// </summary>
internal static class TextClusters
{
    private const int LeadBase = 0x1100, VowelBase = 0x1160, TrailBase = 0x11a8, SyllableBase = 0xac00;
    private const int Joiner = 0x200d;

    private static readonly Trait[] Traits = Build();

    [Flags]
    private enum Trait : byte
    {
        None = 0,
        Joining = 1,
        Prepending = 2,
        Separate = 4,
        Pictographic = 8,
    }

    /// <summary>UTF-16 length of the cluster a text begins with.</summary>
    public static int LengthOfFirst(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("\r\n"))
            return 2;
        var before = CodePoints.At(text, 0, out var end);
        var isPicture = Is(before, Trait.Pictographic);
        while (end < text.Length)
        {
            var next = CodePoints.At(text, end, out var length);
            if (!IsJoined(before, next, isPicture))
                break;
            isPicture = Is(next, Trait.Pictographic) || (isPicture && Is(next, Trait.Joining));
            before = next;
            end += length;
        }
        return end;
    }

    private static bool IsJoined(int before, int next, bool isPicture)
    {
        if (Is(before, Trait.Separate) || Is(next, Trait.Separate))
            return false;
        return Is(next, Trait.Joining) || Is(before, Trait.Prepending) || IsSyllable(before, next)
            || (isPicture && before == Joiner && Is(next, Trait.Pictographic));
    }

    private static bool IsSyllable(int before, int next) => KindOf(before) switch
    {
        Jamo.Lead => KindOf(next) is Jamo.Lead or Jamo.Vowel or Jamo.OpenSyllable or Jamo.ClosedSyllable,
        Jamo.Vowel or Jamo.OpenSyllable => KindOf(next) is Jamo.Vowel or Jamo.Trail,
        Jamo.Trail or Jamo.ClosedSyllable => KindOf(next) is Jamo.Trail,
        _ => false,
    };

    private static Jamo KindOf(int codePoint) => codePoint switch
    {
        (>= LeadBase and < VowelBase) or (>= 0xa960 and <= 0xa97c) => Jamo.Lead,
        (>= VowelBase and < TrailBase) or (>= 0xd7b0 and <= 0xd7c6) => Jamo.Vowel,
        (>= TrailBase and <= 0x11ff) or (>= 0xd7cb and <= 0xd7fb) => Jamo.Trail,
        >= SyllableBase and <= 0xd7a3 => (codePoint - SyllableBase) % 28 == 0 ? Jamo.OpenSyllable : Jamo.ClosedSyllable,
        _ => Jamo.None,
    };

    private enum Jamo
    {
        None,
        Lead,
        Vowel,
        Trail,
        OpenSyllable,
        ClosedSyllable,
    }

    private static bool Is(int codePoint, Trait trait) => (Traits[codePoint] & trait) != 0;

    private static Trait[] Build()
    {
        var traits = new Trait[UnicodeTable.CodePoints];
        foreach (var (name, values) in UnicodeTable.ReadLines("clusters.txt"))
        {
            var trait = Enum.Parse<Trait>(name, ignoreCase: true);
            for (var codePoint = values[0]; codePoint <= values[1]; codePoint++)
                traits[codePoint] |= trait;
        }
        return traits;
    }
}
