namespace RewardServer.Training.Policies;

/// <summary>What a reward model in training made of a batch.</summary>
/// <param name="Loss">Mean cross-entropy of the outcomes before the update, in nats.</param>
/// <param name="Accuracy">Share of the outcomes that its scores, which the batch was rewarded by, were on the right side of 0 for.</param>
/// <param name="GradientNorm">Norm of the gradient before it was scaled down.</param>
internal sealed record OnlineRewardFigures(double Loss, double Accuracy, double GradientNorm);
