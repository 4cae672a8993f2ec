namespace RewardServer.Api.Preferences;

/// <summary>The answer to a call that compares.</summary>
internal sealed record PreferenceResponse
{
    /// <summary>The model that answered.</summary>
    /// <example>gpm</example>
    public required string Model { get; init; }

    /// <summary>SHA-256 over the model's manifest, graph, weights and tokenizer.</summary>
    /// <example>sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</example>
    public required string Fingerprint { get; init; }

    /// <summary>One result a pair, in the request's order.</summary>
    public required IReadOnlyList<PreferenceResult> Results { get; init; }

    /// <summary>Sum over the pairs.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Where the time went.</summary>
    public required Timings Timings { get; init; }
}
