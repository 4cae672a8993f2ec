using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Implicit;

/// <summary>Everything that decides which pair of policy and reference comes out; the defaults give the bundled one.</summary>
internal sealed record ImplicitOptions : WarmTrainingOptions
{
    /// <summary>The bundled pair's; updates, rate and evaluations are the policy's.</summary>
    public ImplicitOptions() => (Seed, Updates, BatchTokens, PeakLearningRate, EvaluateEvery, EvaluationTrajectories) = (60, 1500, 1536, 1e-3, 250, 60);

    /// <summary>Updates of the reference, a language model of right solutions, from which the policy starts.</summary>
    public int ReferenceUpdates { get; init; } = 600;

    /// <summary>The reference's highest learning rate.</summary>
    public double ReferenceLearningRate { get; init; } = 1e-3;

    /// <summary>What log-ratios are multiplied by, in training and in serving.</summary>
    public double Beta { get; init; } = 0.05;

    /// <summary>What both are trained on.</summary>
    public TaskShares Shares { get; init; } = new(Drill: 2, Story: 5, Expression: 4, GameOf24: 1);

    /// <inheritdoc />
    public override int AllUpdates => Updates + ReferenceUpdates;
}
