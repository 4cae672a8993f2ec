using System.Text.Json;
using RewardServer.Scoring.Verification;

namespace RewardServer.Training.Evaluation.Files;

/// <summary>
/// Problems with solutions known to be right or wrong. The format is seen from the first record's fields: GSM8K's example model solutions
/// (<c>question</c> and an object <c>solution, is_correct</c> a model), RewardMATH (<see cref="RewardMathFile"/>), completions as search-and-learn
/// writes them (<c>problem, answer, completions</c>; the answer is compared by the math verifier), or <c>problem, candidates</c> with
/// <c>steps</c> or <c>response</c>, <c>correct</c>, and maybe <c>answer</c>.
/// </summary>
internal static class CandidateFile
{
    private static readonly IVerifier Verifier = Verifiers.Create(Verifiers.Math).Value;

    /// <summary>Reads the records of a file; every problem has at least one solution.</summary>
    public static CandidateSet[] Read(IReadOnlyList<JsonRecord> records)
    {
        if (RewardMathFile.Holds(records[0]))
        {
            return RewardMathFile.Read(records);
        }

        Func<JsonRecord, CandidateSet> read = records[0] switch
        {
            var r when r.Has("completions") => ReadCompletions,
            var r when r.Has("candidates") => ReadCandidates,
            var r when r.Has("question") => ReadModels,
            var r => throw r.Error("no format of candidates is known with these fields: " + string.Join(", ", r.Fields.EnumerateObject().Select(f => f.Name))),
        };
        return [.. records.Select(record => read(record) is { Candidates.Count: > 0 } set ? set : throw record.Error("the problem has no solution"))];
    }

    private static CandidateSet ReadModels(JsonRecord record) => new(
        record.Text("question"),
        [.. record.Fields.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.Object).Select(f => ReadModel(f.Name, new JsonRecord($"{record.Place}, {f.Name}", f.Value)))]);

    private static Candidate ReadModel(string model, JsonRecord record)
    {
        var steps = record.Text("solution").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var answer = steps.LastOrDefault(s => s.StartsWith("A:", StringComparison.Ordinal))?[2..].Trim();
        return new Candidate(model, steps, answer, record.Flag("is_correct"));
    }

    private static CandidateSet ReadCompletions(JsonRecord record)
    {
        var answer = record.Name("answer");
        return new CandidateSet(record.Text("problem"), [.. record.Texts("completions").Select(Judge)]);

        Candidate Judge(string completion)
        {
            var verdict = Verifier.VerifyResponse(completion, answer);
            return new Candidate("", [], verdict.Answer, verdict.Status == VerdictStatus.Correct) { Response = completion };
        }
    }

    private static CandidateSet ReadCandidates(JsonRecord record) => new(record.Text("problem"), [.. record.Records("candidates").Select(ReadCandidate)]);

    private static Candidate ReadCandidate(JsonRecord record)
    {
        var response = record.Has("response") ? record.Text("response") : null;
        return new Candidate("", response is null ? record.Texts("steps") : [], record.Has("answer") ? record.Name("answer") : null, record.Flag("correct")) { Response = response };
    }
}
