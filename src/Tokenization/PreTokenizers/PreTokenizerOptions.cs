namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>How a text becomes words: scanners one after the other, each inside the words of the one before it, and then bytes.</summary>
/// <param name="Splits">The Split and Digits pre-tokenizers, in order.</param>
/// <param name="AddsPrefixSpace">ByteLevel puts a space before each of their words that has none.</param>
/// <param name="SplitsBytesAsGpt2">ByteLevel cuts what it gets with the GPT-2 pattern.</param>
internal sealed record PreTokenizerOptions(IReadOnlyList<IWordScanner> Splits, bool AddsPrefixSpace, bool SplitsBytesAsGpt2)
{
    /// <summary>Everything that cuts, in order.</summary>
    public IReadOnlyList<IWordScanner> Scanners { get; } = SplitsBytesAsGpt2 ? [.. Splits, new Gpt2Scanner()] : Splits;

    /// <summary>How many scanners run before the space is added; null when none is.</summary>
    public int? PrefixSpaceStage => AddsPrefixSpace ? Splits.Count : null;
}
