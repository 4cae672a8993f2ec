using RewardServer.Training.Models;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;
using static TorchSharp.torch;

namespace RewardServer.Training.Policies;

/// <summary>Log-probabilities of the predicted tokens of a batch.</summary>
internal static class TokenLogProbabilities
{
    /// <summary>[P], under the distribution tempered by <paramref name="temperature"/>.</summary>
    public static Tensor Of(Backbone model, Batch batch, double temperature) =>
        Sampling.LogProbabilities(model.NextToken(model.Hidden(batch.Ids, batch.PredictingRows)), temperature)
            .gather(1, batch.Predicted.unsqueeze(1)).squeeze(1);
}
