using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Readouts;

/// <summary>Makes the readout of a model that gives scores.</summary>
public static class TrajectoryReadouts
{
    /// <summary>Creates it; throws <see cref="ManifestException"/> with everything that is wrong.</summary>
    public static ITrajectoryReadout Create(RewardModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var readout = StepReadouts.Create(manifest.Readout, manifest.Graph.Outputs);
        return manifest.Implicit is { } pair ? new LogRatioReadout(pair, readout) : new RowsReadout(readout, manifest.Graph.Outputs);
    }
}
