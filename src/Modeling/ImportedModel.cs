using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>A finished import.</summary>
/// <param name="Folder">Full path of the model folder.</param>
/// <param name="Manifest">What was written to its reward.json.</param>
public sealed record ImportedModel(string Folder, RewardModelManifest Manifest);
