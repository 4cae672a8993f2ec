namespace RewardServer.Scoring.Credit;

/// <summary>What credit assignments can be told.</summary>
public sealed record CreditOptions
{
    /// <value>Temperature T of min-form, above 0; 0.1 (PURE's).</value>
    public double Temperature { get; init; } = 0.1;

    /// <value>Discount a step, 0..1; 1. Used wherever returns are sums.</value>
    public double Gamma { get; init; } = 1;

    /// <value>
    /// The threshold eta of clipping: every score becomes min(s - eta, 0) before the method sees it (arXiv 2410.15115). Null, the
    /// default, leaves scores alone; clip-delta needs it.
    /// </value>
    public double? Clip { get; init; }
}
