using RewardServer.Caching;
using RewardServer.Inference.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Preferences;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Models;

/// <summary>A model that judges by what a head puts out: how its input is made, what runs it, and how its rows are read.</summary>
internal sealed class EncodedModel : IAsyncDisposable
{
    /// <summary>Puts a model together; throws <see cref="ManifestException"/> with everything that does not fit.</summary>
    public EncodedModel(ModelFolder folder, ModelInput input, IModelEngine engine)
    {
        var manifest = folder.Manifest;
        Input = input;
        Engine = engine;
        LooksAhead = manifest.Graph.Executor == GraphManifest.PaddedExecutor;
        StepKeys = new StepKeys($"{folder.Fingerprint} {MachineNumerics.Tag}", LooksAhead);
        Readout = manifest.Kind == RewardModelKind.Preference ? null : TrajectoryReadouts.Create(manifest);
        Comparison = manifest.Kind is RewardModelKind.Preference or RewardModelKind.Outcome ? PreferenceReadouts.Create(manifest) : null;
        RequireRows(input, Readout?.RowsPerScore ?? Comparison?.RowsPerInput);
    }

    /// <summary>How its input is made.</summary>
    public ModelInput Input { get; }

    /// <summary>What runs it.</summary>
    public IModelEngine Engine { get; }

    /// <summary>Whether a row may depend on the tokens behind it.</summary>
    public bool LooksAhead { get; }

    /// <summary>The cache's keys of its scores.</summary>
    public StepKeys StepKeys { get; }

    /// <summary>Rows to scores; null for a model that only compares.</summary>
    public ITrajectoryReadout? Readout { get; }

    /// <summary>Rows to a preference between two responses; null for a model that cannot compare.</summary>
    public IPreferenceReadout? Comparison { get; }

    /// <summary>Numbers per row.</summary>
    public int RowWidth => Engine.OutputWidth;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    // A format that reads another number of rows than the readout takes would give every score the wrong numbers.
    private static void RequireRows(ModelInput input, int? due)
    {
        var encoded = input.Sample;
        for (var score = 0; score < encoded.RowEnds.Length; score++)
        {
            var (start, end) = encoded.RowsOf(score);
            if (due is { } rows && end - start != rows)
                throw new ManifestException([$"format.name '{input.Format.Name}' reads {end - start} positions a score, and the readout takes {rows}; they do not go together."]);
        }
    }
}
