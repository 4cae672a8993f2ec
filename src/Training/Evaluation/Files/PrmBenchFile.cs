namespace RewardServer.Training.Evaluation.Files;

/// <summary>PRMBench's file (<c>prmtest_classified.jsonl</c>): for each class of errors, problems with a solution that was made wrong.</summary>
internal static class PrmBenchFile
{
    private const string Redundancy = "redundency";

    /// <summary>
    /// The solutions in order. The original of each redundant one becomes a <see cref="PrmBenchItem.Correct"/> solution; of two with the same class and
    /// <c>idx</c> the first counts, as with PRMBench's authors.
    /// </summary>
    public static PrmBenchItem[] Read(IEnumerable<JsonRecord> records) => [.. records.SelectMany(Read).DistinctBy(item => (item.Class, item.Id))];

    private static IEnumerable<PrmBenchItem> Read(JsonRecord record)
    {
        var (kind, id) = (record.Text("classification"), record.Name("idx"));
        if (kind == Redundancy)
        {
            yield return new PrmBenchItem(PrmBenchItem.Correct, id, record.Text("original_question"), record.Texts("original_process"), new HashSet<int>());
        }

        var steps = record.Texts("modified_process");
        var wrong = record.Integers("error_steps").Select(number => number - 1).ToHashSet();
        yield return wrong.All(step => step >= 0 && step < steps.Count)
            ? new PrmBenchItem(kind, id, record.Text("modified_question"), steps, wrong)
            : throw record.Error($"'error_steps' names a step that is not there; there are steps 1 to {steps.Count}");
    }
}
