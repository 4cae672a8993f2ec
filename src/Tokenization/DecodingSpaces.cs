namespace RewardServer.Tokenization;

/// <summary>The clean-up that transformers applies to decoded text when tokenizer_config.json says clean_up_tokenization_spaces.</summary>
public static class DecodingSpaces
{
    private static readonly (string Spaced, string Clean)[] Rules =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"),
        (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <summary>Takes out spaces before English punctuation and contractions. It loses text; decoding never does it by itself.</summary>
    /// <param name="text">Decoded text.</param>
    public static string CleanUp(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (spaced, clean) in Rules)
            text = text.Replace(spaced, clean, StringComparison.Ordinal);
        return text;
    }
}
