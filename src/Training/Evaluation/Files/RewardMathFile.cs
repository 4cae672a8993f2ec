namespace RewardServer.Training.Evaluation.Files;

/// <summary>
/// RewardMATH's file (<c>RewardMATH_direct.json</c>): a record a solution with <c>problem, problem_id, eval_solution</c> (its steps),
/// <c>solution_type</c> (chosen or rejected) and <c>solution_reference</c> (who wrote it).
/// </summary>
internal static class RewardMathFile
{
    private const string Chosen = "chosen";
    private const string Rejected = "rejected";

    /// <summary>Whether a record is of such a file.</summary>
    public static bool Holds(JsonRecord record) => record.Has("eval_solution") && record.Has("solution_type");

    /// <summary>The problems in order of their first record, each with right and wrong solutions.</summary>
    public static CandidateSet[] Read(IReadOnlyList<JsonRecord> records) => [.. records.GroupBy(r => r.Name("problem_id")).Select(group => Read(group.Key, [.. group]))];

    private static CandidateSet Read(string id, JsonRecord[] records)
    {
        var candidates = records.Select(Read).ToArray();
        return candidates.Any(c => c.IsCorrect) && candidates.Any(c => !c.IsCorrect)
            ? new CandidateSet(records[0].Text("problem"), candidates)
            : throw records[0].Error($"problem {id} needs a chosen and a rejected solution, and has only one of both kinds");
    }

    private static Candidate Read(JsonRecord record)
    {
        var type = record.Text("solution_type");
        return type is Chosen or Rejected
            ? new Candidate(record.Has("solution_reference") ? record.Text("solution_reference") : "", record.Texts("eval_solution"), null, type == Chosen)
            : throw record.Error($"'solution_type' is '{type}', and must be {Chosen} or {Rejected}");
    }
}
