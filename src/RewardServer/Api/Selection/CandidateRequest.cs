namespace RewardServer.Api.Selection;

/// <summary>One of the responses to choose from: exactly one of <c>steps</c> and <c>response</c>.</summary>
internal sealed class CandidateRequest
{
    /// <summary>The caller's name for it; echoed in the ranking.</summary>
    /// <example>a</example>
    public string? Id { get; set; }

    /// <summary>The steps of the response in order; at least one, none empty.</summary>
    public IReadOnlyList<string>? Steps { get; set; }

    /// <summary>The whole response, split into steps at <c>step_separator</c>.</summary>
    /// <example>He has 3 + 4 = 7.\n\nThe answer is 7.</example>
    public string? Response { get; set; }

    /// <summary>Its final answer. Default: extracted from the last step.</summary>
    /// <example>7</example>
    public string? Answer { get; set; }
}
