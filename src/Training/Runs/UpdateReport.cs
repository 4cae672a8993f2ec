using RewardServer.Training.Evaluation;

namespace RewardServer.Training.Runs;

/// <summary>What is known after an update.</summary>
/// <param name="Update">Updates done.</param>
/// <param name="Losses">Losses of this one.</param>
/// <param name="Tokens">Tokens seen so far, padding not counted.</param>
/// <param name="Seconds">Since the first update began.</param>
/// <param name="Evaluation">Held-out figures, when this update was followed by an evaluation.</param>
internal sealed record UpdateReport(int Update, UpdateLosses Losses, long Tokens, double Seconds, IReadOnlyList<IEvaluationReport>? Evaluation);
