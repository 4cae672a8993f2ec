using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation.Serving;

/// <summary>What a model is asked to judge.</summary>
/// <param name="Problem">The task text.</param>
/// <param name="Steps">The steps; empty when it is one text.</param>
/// <param name="Response">The whole text, which the server splits into steps; null when there are steps.</param>
internal sealed record Solution(string Problem, IReadOnlyList<string> Steps, string? Response = null)
{
    /// <summary>The solution of a labelled trajectory.</summary>
    public static Solution Of(LabelledTrajectory trajectory) => new(trajectory.Problem, trajectory.Steps);

    /// <summary>The solutions of problems, set after set.</summary>
    public static IReadOnlyList<Solution> Of(IReadOnlyList<CandidateSet> sets) =>
        [.. sets.SelectMany(set => set.Candidates.Select(c => new Solution(set.Problem, c.Steps, c.Response)))];
}
