namespace RewardServer.Api;

/// <summary>Why one trajectory has no scores (only with <c>on_error: partial</c>).</summary>
internal sealed record ItemError
{
    /// <summary>The error's name for programs, as in problem details.</summary>
    /// <example>too_long</example>
    public required string Code { get; init; }

    /// <summary>What was wrong and what to do.</summary>
    /// <example>the trajectory has 2104 tokens, 56 more than the model's 2048</example>
    public required string Detail { get; init; }
}
