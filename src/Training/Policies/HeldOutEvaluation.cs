using RewardServer.Training.Rollouts;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Policies;

/// <summary>
/// Samples one response to each held-out problem, as training samples them, with the same random numbers every time, and compares what the
/// reward model says with the truth.
/// </summary>
internal sealed class HeldOutEvaluation(PolicySetup setup, ResponseGenerator generator)
{
    private const int KeptResponses = 24;
    private const int Seed = 0x0E7A;
    private const float Threshold = 0.5f;

    private readonly RolloutProblem[] problems = setup.Problems.HeldOut(setup.Options.EvaluationProblems);

    /// <summary>Figures, and some of the responses.</summary>
    public (EvaluationFigures Figures, SampledResponse[] Kept) Run(int update, CancellationToken cancellationToken)
    {
        var pipeline = new PipelinedRollouts(generator, setup.Vocabulary, setup.Judge, new RunTrace(setup.Time));
        var (groups, pending) = pipeline.Collect([.. problems.Select(p => (p, false))], 1, setup.Options.Temperature, row => TaskRandom.At(Seed, row), cancellationToken);
        var rollouts = groups.Select(group => group.Rollouts[0]).ToArray();
        var scores = Task.WhenAll(pending).GetAwaiter().GetResult().Select(rewards => rewards[0].StepScores).ToArray();
        var kept = rollouts.Zip(scores).Take(KeptResponses).Select(r => new SampledResponse(
            update, r.First.Problem.Text, r.First.Problem.Answer, r.First.Steps.Texts, [.. r.Second.Select(s => MathF.Round(s, 3))], r.First.IsRight));
        return (Figures(rollouts, scores), [.. kept]);
    }

    private static EvaluationFigures Figures(Rollout[] rollouts, float[][] scores)
    {
        var convincing = rollouts.Zip(scores).Where(r => r.Second.Min() > Threshold).ToArray();
        return new EvaluationFigures
        {
            Accuracy = RolloutFigures.Round(rollouts.Average(r => r.IsRight ? 1.0 : 0)),
            LowestScore = RolloutFigures.Round(scores.Average(s => s.Min())),
            MeanScore = RolloutFigures.Round(scores.Average(s => s.Average())),
            ScoreSum = RolloutFigures.Round(scores.Average(s => s.Sum())),
            Steps = RolloutFigures.Round(rollouts.Average(r => r.Steps.Texts.Count)),
            Tokens = RolloutFigures.Round(rollouts.Average(r => r.Response.Ids.Length)),
            Truncated = RolloutFigures.Round(rollouts.Average(r => r.Response.IsTruncated ? 1.0 : 0)),
            Fooled = RolloutFigures.Round(convincing.Length == 0 ? 0 : convincing.Average(r => r.First.IsRight ? 0.0 : 1)),
        };
    }
}
