namespace RewardServer.Api.Rewards;

/// <summary>Responses that were sampled for one problem.</summary>
internal sealed class RolloutGroupRequest
{
    /// <summary>The caller's name for it; echoed in the reply.</summary>
    /// <example>p17</example>
    public string? Id { get; set; }

    /// <summary>The task text; not empty.</summary>
    /// <example>Tom has 3 apples and buys 4 more. How many has he?</example>
    public string? Problem { get; set; }

    /// <summary>The known right answer; without it there are no verifiable rewards.</summary>
    /// <example>7</example>
    public string? ReferenceAnswer { get; set; }

    /// <summary>The responses; at least one.</summary>
    public IReadOnlyList<RolloutRequest>? Responses { get; set; }
}
