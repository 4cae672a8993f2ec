namespace RewardServer.Api.Rewards;

/// <summary>One response of a policy: exactly one of <c>steps</c> and <c>response</c>.</summary>
internal sealed class RolloutRequest
{
    /// <summary>The caller's name for it; echoed in the reply.</summary>
    /// <example>r0</example>
    public string? Id { get; set; }

    /// <summary>The steps of the response in order; at least one, none empty.</summary>
    public IReadOnlyList<string>? Steps { get; set; }

    /// <summary>The whole response, split into steps at <c>step_separator</c>.</summary>
    /// <example>He has 3 + 4 = 7.\n\nThe answer is 7.</example>
    public string? Response { get; set; }

    /// <summary>Tokens of each step as the trainer counts them, its separator or end token included, each 1 or more; for all rollouts of a call or for none. Needed by <c>rloo-token</c> and <c>include: ["tokens"]</c>.</summary>
    public IReadOnlyList<int>? StepTokenCounts { get; set; }

    /// <summary>Tokens of the whole response; when given, <c>step_token_counts</c> must add up to it.</summary>
    /// <example>35</example>
    public int? TokenCount { get; set; }
}
