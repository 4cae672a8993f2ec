using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation.Files;

/// <summary>
/// Solutions with the index of their first wrong step: ProcessBench's files (<c>problem, steps, label</c>, label -1 without one) and those of
/// BIG-Bench-Mistake (<c>input, steps, mistake_index</c>, null without one).
/// </summary>
internal static class ProcessBenchFile
{
    /// <summary>Whether a record is of such a file.</summary>
    public static bool Holds(JsonRecord record) => record.Has("label") || record.Fields.TryGetProperty("mistake_index", out _);

    /// <summary>Reads the records of a file.</summary>
    /// <param name="records">The records.</param>
    /// <param name="subset">The family of its solutions.</param>
    public static LabelledTrajectory[] Read(IReadOnlyList<JsonRecord> records, string subset) => [.. records.Select(record => Read(record, subset))];

    private static LabelledTrajectory Read(JsonRecord record, string family)
    {
        var isMistake = record.Fields.TryGetProperty("mistake_index", out _);
        var (problem, label) = isMistake ? ("input", "mistake_index") : ("problem", "label");
        var steps = record.Texts("steps");
        var firstError = isMistake && !record.Has(label) ? -1 : record.Integer(label);
        return firstError >= -1 && firstError < steps.Count && steps.Count > 0
            ? LabelledTrajectory.Chain(family, record.Text(problem), steps, firstError, null)
            : throw record.Error($"'{label}' is {firstError}, and there are {steps.Count} steps");
    }
}
