namespace RewardServer.LoadTests.Runs;

/// <summary>Servers that are compared must say the same; a fast wrong answer proves nothing.</summary>
internal static class ScoreCheck
{
    private const float Fp32Tolerance = 1e-4f;

    /// <summary>Throws when a variant's scores are not those of the first one with our fp32 engine, or when a request failed.</summary>
    public static void Run(LoadScenario scenario, TurnResult[] turns)
    {
        for (var v = 0; v < turns.Length; v++)
        {
            if (Array.FindIndex(turns[v].Replies, reply => reply is null) is >= 0 and var failed)
                throw new InvalidOperationException($"{scenario.Variants[v].Name}: request {failed} has no scores: {Text(turns[v].Run.Requests[failed].Answer.Body)}");
        }
        var first = Array.FindIndex(scenario.Variants, IsComparable);
        for (var v = 0; v < turns.Length; v++)
        {
            if (first >= 0 && ToleranceOf(scenario.Variants[v]) is { } tolerance && Distance(turns[first], turns[v]) is var distance && distance > tolerance)
                throw new InvalidOperationException($"Scores of {scenario.Variants[v].Name} differ from those of {scenario.Variants[first].Name} by {distance}.");
        }
    }

    /// <summary>The largest difference of two scores; infinite when there are not as many.</summary>
    public static float Distance(TurnResult one, TurnResult other) => one.Replies.Zip(other.Replies).Max(pair =>
        pair.First!.Scores.Length == pair.Second!.Scores.Length ? pair.First.Scores.Zip(pair.Second.Scores).Max(scores => Math.Abs(scores.First - scores.Second)) : float.PositiveInfinity);

    private static bool IsComparable(ScenarioVariant variant) => variant is { Baseline: null, Precision: "fp32", Workload: null };

    private static float? ToleranceOf(ScenarioVariant variant) => IsComparable(variant) ? 0 : variant is { Baseline: "fp32", Workload: null } ? Fp32Tolerance : null;

    private static string Text(object? body) => body is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : $"{body}";
}
