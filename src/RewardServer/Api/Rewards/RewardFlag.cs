namespace RewardServer.Api.Rewards;

/// <summary>Something suspicious about a response.</summary>
internal sealed record RewardFlag
{
    /// <summary><c>few_steps</c> (the whole response is one step), <c>empty_answer</c> (no answer was found) or <c>repetition</c> (the text repeats itself).</summary>
    /// <example>few_steps</example>
    public required string Name { get; init; }

    /// <summary>The figure it was judged by: the number of steps, the length of the response, or the share of its substrings that occurred before.</summary>
    /// <example>1</example>
    public required float Value { get; init; }
}
