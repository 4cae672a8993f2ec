namespace RewardServer.Scoring.Manifests;

/// <summary>
/// An implicit process reward model: this folder's model is the policy, and a second one inside it the reference. The reference
/// folder has a <c>reward.json</c>, graph and tokenizer of its own; its manifest has no <c>implicit</c> section.
/// </summary>
public sealed record ImplicitManifest
{
    /// <summary><see cref="Reading"/>: β times all log-ratios up to the end of the step (the Q value of ImplicitPRM).</summary>
    public const string Cumulative = "cumulative";

    /// <summary><see cref="Reading"/>: β times the log-ratios of the step's own tokens.</summary>
    public const string Single = "single";

    /// <summary>The β that EurusPRM is scored with.</summary>
    public const double EurusBeta = 0.001;

    /// <summary>Name of the folder inside the model folder that holds the reference model.</summary>
    public string Reference { get; init; } = "reference";

    /// <summary>β: what log-ratios are multiplied by; above 0. EurusPRM is scored with 0.001, ImplicitPRM is trained with 0.05.</summary>
    public required double Beta { get; init; }

    /// <summary><see cref="Cumulative"/> or <see cref="Single"/>.</summary>
    public string Reading { get; init; } = Cumulative;
}
