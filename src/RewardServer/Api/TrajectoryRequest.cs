namespace RewardServer.Api;

/// <summary>One problem with its steps: exactly one of <c>steps</c> and <c>response</c>.</summary>
internal sealed class TrajectoryRequest
{
    /// <summary>The caller's name for it; echoed in the result.</summary>
    /// <example>a</example>
    public string? Id { get; set; }

    /// <summary>The task text; not empty.</summary>
    /// <example>Tom has 3 apples and buys 4 more. How many has he?</example>
    public string? Problem { get; set; }

    /// <summary>The steps of the response in order; at least one, none empty.</summary>
    public IReadOnlyList<string>? Steps { get; set; }

    /// <summary>A whole response, split into steps at <c>step_separator</c>.</summary>
    /// <example>Tom starts with 3.\n\nHe has 3 + 4 = 7.</example>
    public string? Response { get; set; }

    /// <summary>The known right answer; when given, a verdict is returned.</summary>
    /// <example>7</example>
    public string? ReferenceAnswer { get; set; }
}
