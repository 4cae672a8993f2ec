namespace RewardServer.Dialects.Tei;

/// <summary>Which of these texts answers the query best. The query is the problem, each text a response.</summary>
internal sealed record TeiRerankRequest : DialectRequest
{
    /// <summary>The problem.</summary>
    /// <example>What is 2 + 3?</example>
    public string? Query { get; init; }

    /// <summary>The responses, 1 to 1024.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Whether what is too long is cut. Default: true, and the reply's header <c>x-truncated</c> says how many were.</summary>
    public bool? Truncate { get; init; }

    /// <summary>Which end goes: <c>Right</c> (the default) or <c>Left</c>.</summary>
    /// <example>Right</example>
    public string? TruncationDirection { get; init; }

    /// <summary>Whether scores that are logits stay logits.</summary>
    public bool RawScores { get; init; }

    /// <summary>Whether the texts come back with their scores.</summary>
    public bool ReturnText { get; init; }
}
