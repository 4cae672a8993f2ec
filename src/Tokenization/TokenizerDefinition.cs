using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.PostProcessing;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization;

/// <summary>Everything a tokenizer's files say, whichever files they were.</summary>
internal sealed record TokenizerDefinition
{
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>In order of rank.</summary>
    public required IReadOnlyList<Merge> Merges { get; init; }

    public bool IgnoresMerges { get; init; }

    public bool ComposesCanonically { get; init; }

    public required PreTokenizerOptions PreTokenizer { get; init; }

    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    public SequenceTemplate Template { get; init; } = SequenceTemplate.None;

    /// <summary>Contents of the named tokens; null where there is none.</summary>
    public SpecialTokenNames Names { get; init; } = new();
}
