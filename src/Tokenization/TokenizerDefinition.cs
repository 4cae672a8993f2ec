using System.Text.Json;
using RewardServer.Tokenization.Decoding;
using RewardServer.Tokenization.Normalizers;
using RewardServer.Tokenization.PostProcessing;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization;

/// <summary>Everything a tokenizer's files say, whichever files they were.</summary>
internal sealed record TokenizerDefinition
{
    public required ModelDefinition Model { get; init; }

    public required Section<NormalizerChain> Normalizer { get; init; }

    public required Section<PreTokenizerOptions> PreTokenizer { get; init; }

    public required Section<DecoderStages> Decoder { get; init; }

    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    public SequenceTemplate Template { get; init; } = SequenceTemplate.None;

    /// <summary>How two texts are joined; null where the files' way cannot be told.</summary>
    public PairTemplate? Pair { get; init; } = PairTemplate.None;

    /// <summary>Contents of the named tokens; null where there is none.</summary>
    public SpecialTokenNames Names { get; init; } = new();
}

/// <summary>A part of tokenizer.json as it is used, and as it was written.</summary>
internal readonly record struct Section<T>(T Part, JsonElement? Json);
