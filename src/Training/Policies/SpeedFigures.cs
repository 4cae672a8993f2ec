namespace RewardServer.Training.Policies;

/// <summary>Where the time of an update went, in seconds, and how fast it was.</summary>
/// <param name="Rollout">Sampling.</param>
/// <param name="Reference">The reference's log-probabilities, while the server scored.</param>
/// <param name="Waiting">For rewards, with nothing else to do.</param>
/// <param name="Learning">The update itself.</param>
/// <param name="RolloutTokens">Tokens sampled a second.</param>
/// <param name="LearningTokens">Tokens of prompts and responses learned from a second.</param>
internal sealed record SpeedFigures(double Rollout, double Reference, double Waiting, double Learning, double RolloutTokens, double LearningTokens)
{
    /// <summary>Works them out from the spans of one update.</summary>
    public static SpeedFigures Of(IReadOnlyList<TraceSpan> spans, int sampled, int learned)
    {
        double Sum(string part) => Math.Round(spans.Where(span => span.Part == part).Sum(span => span.End - span.Start), 3);
        var (rollout, learning) = (Sum(PolicyTrainer.RolloutPart), Sum(PolicyTrainer.LearningPart));
        return new SpeedFigures(
            rollout, Sum(PolicyTrainer.ReferencePart), Sum(PolicyTrainer.WaitingPart), learning,
            Math.Round(sampled / Math.Max(rollout, 1e-3)), Math.Round(learned / Math.Max(learning, 1e-3)));
    }
}
