namespace RewardServer.Scoring.Manifests;

/// <summary>The checkpoint a model folder was imported from.</summary>
public sealed record SourceManifest
{
    /// <summary>First entry of <c>architectures</c> in config.json.</summary>
    public string? Architecture { get; init; }

    /// <summary>Number format of the checkpoint's tensors, such as <c>bfloat16</c>.</summary>
    public string? DataType { get; init; }
}
