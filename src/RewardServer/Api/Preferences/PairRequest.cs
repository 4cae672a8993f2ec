namespace RewardServer.Api.Preferences;

/// <summary>Two responses to one problem.</summary>
internal sealed class PairRequest
{
    /// <summary>The caller's name for it; echoed in the result.</summary>
    /// <example>a</example>
    public string? Id { get; set; }

    /// <summary>The task text; not empty.</summary>
    /// <example>Tom has 3 apples and buys 4 more. How many has he?</example>
    public string? Problem { get; set; }

    /// <summary>The response whose preference is asked for.</summary>
    public ResponseRequest? First { get; set; }

    /// <summary>The response it is compared with.</summary>
    public ResponseRequest? Second { get; set; }
}
