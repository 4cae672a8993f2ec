namespace RewardServer.Scoring.Manifests;

/// <summary>
/// A model folder's self-description (<c>reward.json</c>): everything besides weights and tokenizer that changes a score.
/// </summary>
public sealed record RewardModelManifest
{
    /// <summary>The file's name inside a model folder.</summary>
    public const string FileName = "reward.json";

    /// <summary>Version of this layout; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The name clients ask for: 1 to 128 characters of <c>A-Z a-z 0-9 . _ -</c>, not starting with a dot.</summary>
    public required string Name { get; init; }

    /// <summary>What the model judges.</summary>
    public required RewardModelKind Kind { get; init; }

    /// <summary>How a trajectory becomes model input.</summary>
    public required FormatManifest Format { get; init; }

    /// <summary>How head outputs become scores.</summary>
    public required ReadoutManifest Readout { get; init; }

    /// <summary>For an implicit process reward model, which needs one: its reference model and how log-ratios become scores.</summary>
    public ImplicitManifest? Implicit { get; init; }

    /// <summary>For a generative verifier, which needs one: how it is asked and read.</summary>
    public VerifierManifest? Verifier { get; init; }

    /// <summary>For a generative verifier: how it generates.</summary>
    public GenerationManifest? Generation { get; init; }

    /// <summary>Default aggregation of step scores; see <c>RewardAggregators</c>.</summary>
    public string Aggregation { get; init; } = "min";

    /// <summary>A step below it counts as wrong; null means the readout scale's default.</summary>
    public float? Threshold { get; init; }

    /// <summary>The longest input in tokens, control tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The computed graph and its shape.</summary>
    public required GraphManifest Graph { get; init; }

    /// <summary>Where the weights came from; for people, not for the engine.</summary>
    public SourceManifest? Source { get; init; }
}
