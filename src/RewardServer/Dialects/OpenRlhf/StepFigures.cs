using RewardServer.Api;

namespace RewardServer.Dialects.OpenRlhf;

/// <summary>What steps say beyond the reward, for the trainer's log: one number a response each.</summary>
internal static class StepFigures
{
    /// <summary>Of results; those with reference answers also say whether they are correct (1) or not (0).</summary>
    public static IReadOnlyDictionary<string, float[]> Of(IReadOnlyList<TrajectoryResult> results)
    {
        var figures = new Dictionary<string, float[]>
        {
            ["steps"] = Each(results, steps => steps.Length),
            ["min_step"] = Each(results, steps => steps.Length == 0 ? 0 : steps.Min()),
            ["mean_step"] = Each(results, steps => steps.Length == 0 ? 0 : steps.Average()),
            ["last_step"] = Each(results, steps => steps.Length == 0 ? 0 : steps[^1]),
            ["first_error"] = [.. results.Select(result => result.FirstError ?? -1f)],
        };
        if (results.All(result => result.Verdict is not null))
            figures["correct"] = [.. results.Select(result => result.Verdict!.Status == "correct" ? 1f : 0f)];
        return figures;
    }

    private static float[] Each(IReadOnlyList<TrajectoryResult> results, Func<float[], float> figure) =>
        [.. results.Select(result => figure([.. (result.Steps ?? []).Select(step => step.Score)]))];
}
