namespace RewardServer.Tokenization.Unicode;

/// <summary>Reads code points out of UTF-16.</summary>
internal static class CodePoints
{
    /// <summary>The code point that starts at an index, and its length in UTF-16 units. A lone surrogate is itself.</summary>
    public static int At(ReadOnlySpan<char> text, int index, out int length)
    {
        var unit = text[index];
        length = 1;
        if (!char.IsHighSurrogate(unit) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1]))
            return unit;
        length = 2;
        return char.ConvertToUtf32(unit, text[index + 1]);
    }

    /// <summary>UTF-16 length of the code point that starts at an index.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int index)
    {
        At(text, index, out var length);
        return length;
    }

    /// <summary>The text, or a copy of it in which U+FFFD stands for each lone surrogate; both have the same length.</summary>
    public static ReadOnlySpan<char> WellFormed(ReadOnlySpan<char> text)
    {
        var first = text.IndexOfAnyInRange('\ud800', '\udfff');
        if (first < 0)
            return text;
        char[]? copy = null;
        for (var i = first; i < text.Length;)
        {
            if (At(text, i, out var length) is >= 0xd800 and <= 0xdfff)
                (copy ??= text.ToArray())[i] = '\ufffd';
            i += length;
        }
        return copy ?? text;
    }
}
