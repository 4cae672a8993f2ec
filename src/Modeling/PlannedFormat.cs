using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>The format that an import writes.</summary>
/// <param name="Format">The manifest's section.</param>
/// <param name="Because">Why this format.</param>
/// <param name="LayoutBecause">Why this layout; null when the format renders no chat.</param>
internal sealed record PlannedFormat(FormatManifest Format, string Because, string? LayoutBecause = null);
