using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Preferences;

namespace RewardServer.Scoring.Readouts;

/// <summary>What does not fit between a readout's manifest and the head it reads.</summary>
internal static class ReadoutChecks
{
    /// <summary>Every problem of a known readout for a head of so many outputs.</summary>
    public static IEnumerable<string> Run(ReadoutManifest manifest, int outputs) =>
        [.. Outputs(manifest, outputs), .. Numbers(manifest), .. IgnoredFields(manifest)];

    private static IEnumerable<string> Outputs(ReadoutManifest manifest, int outputs) => manifest.Name switch
    {
        StepReadouts.Softmax or StepReadouts.SoftmaxDifference or PreferenceReadouts.LabelPair => Softmax(manifest, outputs),
        StepReadouts.Sigmoid or StepReadouts.Identity when outputs != 1 =>
            [$"readout.name '{manifest.Name}' reads a head of one output, and this one has {outputs}; use softmax or softmax-difference."],
        StepReadouts.Probability => Index("positive", manifest.Positive, outputs),
        StepReadouts.Validity when outputs != ValidityReadout.Labels =>
            [$"readout.name '{manifest.Name}' reads {ValidityReadout.Labels} labels (negative, neutral, positive), and this head has {outputs}."],
        StepReadouts.GatedObjectives => GatedObjectivesReadout.Check(manifest, outputs),
        PreferenceReadouts.GeneralPreference => GeneralPreference.Check(manifest, outputs),
        _ => [],
    };

    private static List<string> Softmax(ReadoutManifest manifest, int outputs)
    {
        List<string> problems = [];
        if (outputs < 2)
            problems.Add($"readout.name '{manifest.Name}' needs a head of at least two outputs, and this one has {outputs}; a softmax over one is always 1. Use sigmoid or identity.");
        problems.AddRange(Index("positive", manifest.Positive, Math.Max(outputs, 2)));
        if (manifest.Name == StepReadouts.Softmax)
            return problems;
        problems.AddRange(Index("negative", manifest.Negative, Math.Max(outputs, 2)));
        if (manifest.Negative == manifest.Positive)
            problems.Add($"readout.positive and readout.negative are both {manifest.Positive}; the difference would always be 0.");
        return problems;
    }

    private static IEnumerable<string> Index(string field, int index, int outputs)
    {
        if (index < 0 || index >= outputs)
            yield return $"readout.{field} is {index}; the head's outputs are 0 to {outputs - 1}.";
    }

    private static IEnumerable<string> Numbers(ReadoutManifest manifest)
    {
        foreach (var (field, value) in new[] { ("mean", manifest.Mean), ("gate_scale", manifest.GateScale) })
        {
            if (value is { } given && !float.IsFinite(given))
                yield return $"readout.{field} must be a finite number.";
        }

        foreach (var (field, value) in new[] { ("std", manifest.Std), ("gate_temperature", manifest.GateTemperature), ("temperature", manifest.Temperature) })
        {
            if (value is { } given && !(float.IsFinite(given) && given > 0))
                yield return $"readout.{field} is {given}; it must be a positive finite number.";
        }
    }

    private static IEnumerable<string> IgnoredFields(ReadoutManifest manifest)
    {
        var (isIdentity, isGated, isGeneral) = (
            manifest.Name == StepReadouts.Identity, manifest.Name == StepReadouts.GatedObjectives, manifest.Name == PreferenceReadouts.GeneralPreference);
        (string Field, bool IsSet, bool IsUsed)[] fields =
        [
            ("mean", manifest.Mean is not null, isIdentity),
            ("std", manifest.Std is not null, isIdentity),
            ("objectives", manifest.Objectives is not null, isGated),
            ("gate_temperature", manifest.GateTemperature is not null, isGated || isGeneral),
            ("gate_scale", manifest.GateScale is not null, isGated),
            ("temperature", manifest.Temperature is not null, isGeneral),
        ];
        return fields.Where(field => field is { IsSet: true, IsUsed: false })
            .Select(field => $"readout.{field.Field} has no meaning for the readout '{manifest.Name}'; remove it.");
    }
}
