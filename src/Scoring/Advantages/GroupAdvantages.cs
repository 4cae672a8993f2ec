using RewardServer.Scoring.Credit;

namespace RewardServer.Scoring.Advantages;

/// <summary>
/// A = (R - mean R) / (std R + 1e-6) for every step of a response, with the unbiased deviation (GRPO), or A = R - mean R (Dr. GRPO). R is
/// the outcome of the response. A group of one has mean 0 and deviation 1. A response that cannot be verified counts with the mean
/// verifiable reward of its group, so that it neither wins nor loses by it (ADR 0071).
/// </summary>
internal sealed class GroupAdvantages(string name, bool standardises) : IAdvantageEstimator
{
    private const double Epsilon = 1e-6;

    public string Name => name;

    public bool NeedsTokenCounts => false;

    public double[][] Estimate(IReadOnlyList<Rollout> group, ICreditAssignment credit)
    {
        var verified = group.Where(rollout => rollout.VerifiableReward is not null).Select(rollout => rollout.VerifiableReward!.Value).ToArray();
        var neutral = verified.Length == 0 ? 0 : verified.Sum() / verified.Length;
        double[] outcomes = [.. group.Select(rollout => credit.OutcomeOf(rollout.Rewards(neutral)))];
        var (mean, deviation) = (0.0, 1.0);
        if (outcomes.Length > 1)
        {
            mean = outcomes.Sum() / outcomes.Length;
            deviation = Math.Sqrt(outcomes.Sum(outcome => (outcome - mean) * (outcome - mean)) / (outcomes.Length - 1));
        }
        return [.. group.Select((rollout, i) =>
        {
            var advantages = new double[rollout.StepRewards.Length];
            Array.Fill(advantages, (outcomes[i] - mean) / (standardises ? deviation + Epsilon : 1));
            return advantages;
        })];
    }
}
