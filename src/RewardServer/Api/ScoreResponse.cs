using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>The answer to a scoring call. In a stream of lines it is the last line, without <c>results</c>.</summary>
internal sealed record ScoreResponse
{
    /// <summary>The model that answered.</summary>
    /// <example>arith-prm</example>
    public required string Model { get; init; }

    /// <summary>SHA-256 over the model's manifest, graph, weights and tokenizer.</summary>
    /// <example>sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</example>
    public required string Fingerprint { get; init; }

    /// <summary>One result a trajectory, in the request's order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TrajectoryResult>? Results { get; init; }

    /// <summary>Sum over the trajectories.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Where the time went.</summary>
    public required Timings Timings { get; init; }
}
