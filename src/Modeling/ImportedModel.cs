using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>A finished import.</summary>
/// <param name="Folder">Full path of the model folder.</param>
/// <param name="Manifest">What was written to its reward.json.</param>
/// <param name="Findings">What was made of the checkpoint and why, a line each: architecture, head, kind, format, layout, readout, step tag.</param>
public sealed record ImportedModel(string Folder, RewardModelManifest Manifest, IReadOnlyList<string> Findings);
