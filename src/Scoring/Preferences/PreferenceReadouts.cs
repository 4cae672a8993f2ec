using System.Collections.Frozen;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Preferences;

/// <summary>The ways to compare two responses, by name.</summary>
public static class PreferenceReadouts
{
    /// <summary>GPM: embeddings of the two responses and a skew-symmetric form.</summary>
    public const string GeneralPreference = "general-preference";

    /// <summary>Two label tokens, "the first shown" and "the second shown", averaged over both orders.</summary>
    public const string LabelPair = "label-pair";

    private static readonly FrozenDictionary<string, Func<ReadoutManifest, int, IPreferenceReadout>> Factories =
        new Dictionary<string, Func<ReadoutManifest, int, IPreferenceReadout>>
        {
            [GeneralPreference] = (manifest, outputs) => new GeneralPreference(manifest, outputs),
            [LabelPair] = (manifest, _) => new LabelPairPreference(manifest.Positive, manifest.Negative),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [GeneralPreference, LabelPair];

    /// <summary>Everything wrong with a preference model's readout for a head of so many outputs; empty when it fits.</summary>
    public static IReadOnlyList<string> Check(ReadoutManifest manifest, int outputs)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Factories.ContainsKey(manifest.Name)
            ? [.. ReadoutChecks.Run(manifest, outputs)]
            : [$"readout.name '{manifest.Name}' is no readout of a preference model; known are {string.Join(", ", Names)}."];
    }

    /// <summary>
    /// How a model compares two responses: a preference model by its own readout, an outcome model by the difference of its scores.
    /// Throws <see cref="ManifestException"/> with everything that is wrong.
    /// </summary>
    public static IPreferenceReadout Create(RewardModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var (readout, outputs) = (manifest.Readout, manifest.Graph.Outputs);
        switch (manifest.Kind)
        {
            case RewardModelKind.Preference:
                ManifestException.ThrowIfAny(Check(readout, outputs));
                return Factories[readout.Name](readout, outputs);
            case RewardModelKind.Outcome:
                return new ScoreDifferencePreference(StepReadouts.Create(readout, outputs));
            default:
                throw new ManifestException([$"kind '{manifest.Kind}' cannot compare responses; preference and outcome models can."]);
        }
    }
}
