using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>A manifest's format section that works with the fake tokenizer's tokens, and the kind it is for.</summary>
internal sealed record FormatSample(RewardModelKind Kind, FormatManifest Manifest)
{
    public ITrajectoryFormat Create(EncodeText encode, FindToken find) => TrajectoryFormats.Create(Manifest, Kind, encode, find);

    public override string ToString() => $"{Manifest.Name} {Manifest.Layout}";
}
