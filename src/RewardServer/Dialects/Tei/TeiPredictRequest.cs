using System.Text.Json;

namespace RewardServer.Dialects.Tei;

/// <summary>Texts, or pairs of texts, to score.</summary>
internal sealed record TeiPredictRequest : DialectRequest
{
    /// <summary>A text; a pair as a list of two texts; or a batch: a list of lists of one or two texts, 1024 at most.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Whether what is too long is cut. Default: true, and the reply's header <c>x-truncated</c> says how many were.</summary>
    public bool? Truncate { get; init; }

    /// <summary>Which end goes: <c>Right</c> (the default) or <c>Left</c>.</summary>
    /// <example>Right</example>
    public string? TruncationDirection { get; init; }

    /// <summary>Whether scores are the head's outputs; otherwise a sigmoid, or over several labels a softmax, is taken.</summary>
    public bool RawScores { get; init; }
}
