using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Preferences;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Manifests;

/// <summary>What does not fit between how a model is read and what its format has read.</summary>
internal static class FormatReadoutChecks
{
    /// <summary>Adds what is wrong; a format or readout that is not known has been reported already.</summary>
    public static void Check(RewardModelManifest manifest, List<string> problems)
    {
        var (format, readout) = (manifest.Format, manifest.Readout);
        if (!TrajectoryFormats.Names.Contains(format.Name))
            return;
        if ((format.Name == TrajectoryFormats.PairPreference) != (readout.Name == PreferenceReadouts.LabelPair))
            problems.Add($"readout.name '{readout.Name}' does not go with format.name '{format.Name}'; '{PreferenceReadouts.LabelPair}' and '{TrajectoryFormats.PairPreference}' go together.");

        var rows = TrajectoryFormats.RowsPerScore(format);
        if (RowsPerScore(manifest) is { } due && rows != due)
        {
            problems.Add(
                $"readout.name '{readout.Name}' reads {due} rows a score, and the format '{format.Name}' gives {rows}; " +
                (due > rows ? $"use '{TrajectoryFormats.ArmoRm}', or '{TrajectoryFormats.Chat}' with reads_prompt." : "the prompt would be read for nothing."));
        }
    }

    // Null when the readout has problems of its own, or when there is none in this sense.
    private static int? RowsPerScore(RewardModelManifest manifest)
    {
        var (readout, outputs) = (manifest.Readout, manifest.Graph.Outputs);
        return manifest.Kind switch
        {
            RewardModelKind.Implicit or RewardModelKind.Generative => null,
            RewardModelKind.Preference => PreferenceReadouts.Check(readout, outputs).Count == 0 ? PreferenceReadouts.Create(manifest).RowsPerInput : null,
            _ => StepReadouts.Check(readout, outputs).Count == 0 ? StepReadouts.Create(readout, outputs).RowsPerScore : null,
        };
    }
}
