namespace RewardServer.Training.Runs;

/// <summary>Losses of one update, in nats.</summary>
/// <param name="Judging">Mean cross-entropy of the judgements.</param>
/// <param name="Predicting">Mean cross-entropy of the predicted tokens.</param>
internal readonly record struct UpdateLosses(float Judging, float Predicting);
