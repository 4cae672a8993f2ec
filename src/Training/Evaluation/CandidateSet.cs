using System.Text.Json;

namespace RewardServer.Training.Evaluation;

/// <summary>One problem with the solutions of several models.</summary>
/// <param name="Problem">The task text.</param>
/// <param name="Candidates">The solutions.</param>
internal sealed record CandidateSet(string Problem, IReadOnlyList<Candidate> Candidates)
{
    private static readonly string[] Models = ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"];

    /// <summary>Reads GSM8K's file of example model solutions: four solutions a problem, each known to be right or wrong.</summary>
    public static CandidateSet[] ReadGsm8k(string path) => [.. File.ReadLines(path).Select(line =>
    {
        using var parsed = JsonDocument.Parse(line);
        var root = parsed.RootElement;
        return new CandidateSet(root.GetProperty("question").GetString()!, [.. Models.Select(m => Read(m, root.GetProperty(m)))]);
    })];

    private static Candidate Read(string model, JsonElement element)
    {
        var steps = element.GetProperty("solution").GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var answer = steps.LastOrDefault(s => s.StartsWith("A:", StringComparison.Ordinal))?[2..].Trim();
        return new Candidate(model, steps, answer, element.GetProperty("is_correct").GetBoolean());
    }
}
