namespace RewardServer.Training.Runs;

/// <summary>Losses of one update, cross-entropies in nats.</summary>
/// <param name="Judging">Mean cross-entropy of the judgements; of values, the mean squared difference.</param>
/// <param name="Predicting">Mean cross-entropy of the predicted tokens.</param>
internal readonly record struct UpdateLosses(float Judging, float Predicting);
