using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Policies;

/// <summary>Means over the rollouts of an update.</summary>
internal sealed record RolloutFigures
{
    /// <summary>Share whose last number is the right answer.</summary>
    public required double Accuracy { get; init; }

    /// <summary>What the rewards came to.</summary>
    public required double Outcome { get; init; }

    /// <summary>Steps.</summary>
    public required double Steps { get; init; }

    /// <summary>Tokens.</summary>
    public required double Tokens { get; init; }

    /// <summary>Share that was cut off.</summary>
    public required double Truncated { get; init; }

    /// <summary>KL to the reference a token, k3, in nats.</summary>
    public required double Kl { get; init; }

    /// <summary>Minus the log-probability of a sampled token, in nats: an estimate of the entropy.</summary>
    public required double Entropy { get; init; }

    /// <summary>Verified rollouts whose verdict by the server is not what the trainer knows.</summary>
    public required int Disagreements { get; init; }

    /// <summary>Rollouts the server found suspicious, by the name of why.</summary>
    public IReadOnlyDictionary<string, int>? Flags { get; init; }

    /// <summary>Works them out.</summary>
    public static RolloutFigures Of(Rollout[] rollouts, RolloutReward[] rewards, float[][] reference)
    {
        var flags = rewards.SelectMany(reward => reward.Flags).CountBy(name => name).ToDictionary();
        return new RolloutFigures
        {
            Accuracy = Round(rollouts.Average(r => r.IsRight ? 1.0 : 0)),
            Outcome = Round(rewards.Average(r => (double)r.Outcome)),
            Steps = Round(rollouts.Average(r => r.Steps.Texts.Count)),
            Tokens = Round(rollouts.Average(r => r.Response.Ids.Length)),
            Truncated = Round(rollouts.Average(r => r.Response.IsTruncated ? 1.0 : 0)),
            Kl = Math.Round(rollouts.SelectMany((r, i) => r.Response.LogProbabilities.Select((p, t) => (double)KlEstimators.Of(KlEstimators.K3, p, reference[i][t]))).Average(), 6),
            Entropy = Round(-rollouts.SelectMany(r => r.Response.LogProbabilities).Average(p => (double)p)),
            Disagreements = rollouts.Zip(rewards).Count(r => r.Second.Verifiable is { } verifiable && verifiable > 0 != r.First.IsRight),
            Flags = flags.Count > 0 ? flags : null,
        };
    }

    /// <summary>Four places are what a metrics file needs.</summary>
    public static double Round(double value) => Math.Round(value, 4);
}
