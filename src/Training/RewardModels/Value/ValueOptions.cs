using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Value;

/// <summary>Everything that decides which value model comes out.</summary>
internal sealed record ValueOptions : WarmTrainingOptions
{
    /// <summary>Those of the outcome reward model, which learns much the same.</summary>
    public ValueOptions() => (Seed, Updates, BatchTokens, PeakLearningRate, EvaluateEvery, EvaluationTrajectories) = (80, 3600, 1536, 1.5e-3, 300, 40);

    /// <summary>What the value at a token is to be.</summary>
    public ValueTarget Target { get; init; } = ValueTarget.Outcome;

    /// <summary>Weight of predicting numbers, which keeps and improves the arithmetic; the predicting head is not exported.</summary>
    public double LanguageWeight { get; init; } = 0.5;

    /// <summary>What it is trained on.</summary>
    public TaskShares Shares { get; init; } = new(Drill: 2, Story: 5, Expression: 4, GameOf24: 1);
}
