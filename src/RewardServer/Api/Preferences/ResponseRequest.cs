namespace RewardServer.Api.Preferences;

/// <summary>One response: exactly one of <c>steps</c> and <c>response</c>.</summary>
internal sealed class ResponseRequest
{
    /// <summary>The steps of the response in order; at least one, none empty.</summary>
    public IReadOnlyList<string>? Steps { get; set; }

    /// <summary>The whole response, split into steps at <c>step_separator</c>.</summary>
    /// <example>He has 3 + 4 = 7.</example>
    public string? Response { get; set; }
}
