using static TorchSharp.torch;

namespace RewardServer.Training.Runs;

/// <summary>The loss of a batch and what it is made of; scalars, cross-entropies in nats.</summary>
/// <param name="Total">What the gradient is taken of.</param>
/// <param name="Judging">Mean cross-entropy of the judgements; of values, the mean squared difference.</param>
/// <param name="Predicting">Mean cross-entropy of the predicted tokens; zero when there are none.</param>
internal readonly record struct LossTerms(Tensor Total, Tensor Judging, Tensor Predicting);
