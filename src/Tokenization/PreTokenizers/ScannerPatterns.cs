namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>The patterns that have a scanner. Patterns are recognised by their text; none is ever run as a regular expression.</summary>
internal static class ScannerPatterns
{
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public const string Llama3 = Contraction + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public const string Qwen2 = Contraction + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

    /// <summary>The scanner of a pattern, or null when there is none.</summary>
    public static IWordScanner? Find(string pattern) => Canonical(pattern) switch
    {
        Gpt2 => new Gpt2Scanner(),
        Llama3 => new TiktokenScanner(maxDigits: 3),
        Qwen2 => new TiktokenScanner(maxDigits: 1),
        _ => null,
    };

    // Other spellings of the same patterns: possessive quantifiers where what follows cannot give anything back, the shorter
    // contraction group, and a single line break after \s*, which takes the same line breaks itself.
    private static string Canonical(string pattern) => pattern
        .Replace("]?+", "]?", StringComparison.Ordinal)
        .Replace("}++", "}+", StringComparison.Ordinal)
        .Replace("]++", "]+", StringComparison.Ordinal)
        .Replace("(?i:[sdmt]|ll|ve|re)", "(?i:s|t|re|ve|m|ll|d)", StringComparison.Ordinal)
        .Replace("'(?i:s|t|re|ve|m|ll|d)", Contraction, StringComparison.Ordinal)
        .Replace("(?i:'[sdmt]|'ll|'ve|'re)", Contraction, StringComparison.Ordinal)
        .Replace("'(?:[sdmt]|ll|ve|re)", "'s|'t|'re|'ve|'m|'ll|'d", StringComparison.Ordinal)
        .Replace(@"|\s*[\r\n]|", @"|\s*[\r\n]+|", StringComparison.Ordinal);
}
