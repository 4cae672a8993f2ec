namespace RewardServer.Api.Selection;

/// <summary>Which candidate is the best, and why.</summary>
internal sealed record SelectionResponse
{
    /// <summary>The model that answered.</summary>
    /// <example>arith-prm</example>
    public required string Model { get; init; }

    /// <summary>SHA-256 over the model's manifest, graph, weights and tokenizer.</summary>
    /// <example>sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</example>
    public required string Fingerprint { get; init; }

    /// <summary>Index of the best candidate.</summary>
    /// <example>3</example>
    public required int Selected { get; init; }

    /// <summary>All candidates, the best first; ties in the request's order.</summary>
    public required IReadOnlyList<RankedCandidate> Ranking { get; init; }

    /// <summary>The answers that were given, in the order of their first candidate.</summary>
    public required IReadOnlyList<AnswerGroup> Groups { get; init; }

    /// <summary>Sum over the candidates.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Where the time went.</summary>
    public required Timings Timings { get; init; }
}
