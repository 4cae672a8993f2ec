namespace RewardServer.Tokenization.Unicode;

/// <summary>What the pre-tokenizers' patterns and the normalizers ask of a code point.</summary>
[Flags]
internal enum RuneClass : ushort
{
    /// <summary>None of the below.</summary>
    Other = 0,

    /// <summary>\p{L} of the pattern engine.</summary>
    Letter = 1,

    /// <summary>\p{N} of the pattern engine.</summary>
    Number = 2,

    /// <summary>\s of the pattern engine, and whitespace wherever it is stripped or split at.</summary>
    Space = 4,

    /// <summary>What the Digits pre-tokenizer calls numeric; a newer Unicode version than <see cref="Number"/>.</summary>
    Numeric = 8,

    /// <summary>\w, which decides whether an added token stands alone.</summary>
    Word = 16,

    /// <summary>What clean_text of the BERT normalizer takes out.</summary>
    Control = 32,

    /// <summary>What the BERT pre-tokenizer makes words of their own.</summary>
    Punctuation = 64,

    /// <summary>What strip_accents of the BERT normalizer takes out; an older Unicode version than <see cref="Mark"/>.</summary>
    Nonspacing = 128,

    /// <summary>What the StripAccents normalizer takes out: any combining mark.</summary>
    Mark = 256,

    /// <summary>What <c>[^\s\p{L}\p{N}]</c> leaves out.</summary>
    LetterNumberSpace = Letter | Number | Space,
}

/// <summary>The class of every code point, filled once from the embedded ranges.</summary>
internal static class RuneClasses
{
    private static readonly RuneClass[] Table = Build();

    /// <summary>Class of a code point; a surrogate is <see cref="RuneClass.Other"/>.</summary>
    public static RuneClass Of(int codePoint) => Table[codePoint];

    /// <summary>Class of the code point that starts at an index, and its length in UTF-16 units. A lone surrogate is <see cref="RuneClass.Other"/>, as U+FFFD is.</summary>
    public static RuneClass At(ReadOnlySpan<char> text, int index, out int length) => Table[CodePoints.At(text, index, out length)];

    /// <summary>Class of the code point that ends before an index.</summary>
    public static RuneClass Before(ReadOnlySpan<char> text, int index)
    {
        var start = index - 1;
        if (start > 0 && char.IsLowSurrogate(text[start]) && char.IsHighSurrogate(text[start - 1]))
            start--;
        return At(text, start, out _);
    }

    private static RuneClass[] Build()
    {
        var table = new RuneClass[UnicodeTable.CodePoints];
        foreach (var (name, values) in UnicodeTable.ReadLines("rune-classes.txt"))
        {
            var value = Enum.Parse<RuneClass>(name, ignoreCase: true);
            for (var codePoint = values[0]; codePoint <= values[1]; codePoint++)
                table[codePoint] |= value;
        }
        return table;
    }
}
