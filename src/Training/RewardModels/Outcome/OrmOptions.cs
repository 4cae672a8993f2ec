using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Outcome;

/// <summary>Everything that decides which outcome reward model comes out; the defaults give the bundled one.</summary>
internal sealed record OrmOptions : WarmTrainingOptions
{
    /// <summary>The bundled model's.</summary>
    public OrmOptions() => (Seed, Updates, BatchTokens, PeakLearningRate, EvaluateEvery, EvaluationTrajectories) = (50, 3600, 1536, 1.5e-3, 300, 40);

    /// <summary>Weight of Bradley-Terry over pairs; 0 learns from each solution's own right or wrong alone, for which it needs no pair.</summary>
    public double PairWeight { get; init; } = 1;

    /// <summary>Weight of each solution's own right or wrong beside the pairs'. It gives the value a zero: above it a solution is more likely right.</summary>
    public double CrossEntropyWeight { get; init; } = 0.5;

    /// <summary>Weight of predicting numbers, which keeps and improves the arithmetic; the predicting head is not exported.</summary>
    public double LanguageWeight { get; init; } = 0.5;

    /// <summary>What it is trained on.</summary>
    public TaskShares Shares { get; init; } = new(Drill: 2, Story: 5, Expression: 4, GameOf24: 1);
}
