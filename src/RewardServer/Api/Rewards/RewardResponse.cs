namespace RewardServer.Api.Rewards;

/// <summary>What all rollouts of a call earned.</summary>
internal sealed record RewardResponse
{
    /// <summary>The model that was asked.</summary>
    /// <example>arith-prm</example>
    public required string Model { get; init; }

    /// <summary>SHA-256 over the model's manifest, graph, weights and tokenizer.</summary>
    /// <example>sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</example>
    public required string Fingerprint { get; init; }

    /// <summary>One entry a group, in order.</summary>
    public required IReadOnlyList<GroupRewards> Groups { get; init; }

    /// <summary>The scale of rewards before credit assignment: <c>probability</c>, <c>signed</c> or <c>logit</c>.</summary>
    /// <example>signed</example>
    public required string RewardScale { get; init; }

    /// <summary>The credit assignment that was used.</summary>
    /// <example>min-form</example>
    public required string Credit { get; init; }

    /// <summary>The advantage estimator that was used.</summary>
    /// <example>rloo-token</example>
    public required string Advantage { get; init; }

    /// <summary>Sum over the rollouts.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Where the time went.</summary>
    public required Timings Timings { get; init; }
}
