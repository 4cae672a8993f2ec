namespace RewardServer.Training.RewardModels;

/// <summary>Losses of one update, in nats.</summary>
/// <param name="Judging">Mean cross-entropy at the step tags.</param>
/// <param name="Predicting">Mean cross-entropy of the predicted tokens of right steps.</param>
internal readonly record struct UpdateLosses(float Judging, float Predicting);
