using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Generative;

/// <summary>Everything that decides which generative verifier comes out; the defaults give the bundled one.</summary>
internal sealed record VerifierOptions : WarmTrainingOptions
{
    /// <summary>The bundled verifier's.</summary>
    public VerifierOptions() => (Seed, Updates, BatchTokens, PeakLearningRate, EvaluateEvery, EvaluationTrajectories) = (70, 4000, 1024, 2e-3, 400, 30);

    /// <summary>
    /// Weight of the verdicts, a token in a dozen, beside the whole text of a check. Most of that text is known in advance or copied; whether a
    /// step is right is not.
    /// </summary>
    public double VerdictWeight { get; init; } = 0.5;

    /// <summary>Weight of a number in a check against another token: what a step should have come to must be right before a verdict can be.</summary>
    public double NumberWeight { get; init; } = 3;

    /// <summary>Pieces added to the earlier vocabulary: it has never seen a check.</summary>
    public int AddedPieces { get; init; } = 32;

    /// <summary>What it is trained on.</summary>
    public TaskShares Shares { get; init; } = new(Drill: 3, Story: 5, Expression: 4, GameOf24: 1);
}
