using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.RewardModels.Value;

/// <summary>Mean squared difference of values and what they are to be, and cross-entropy of the predicted numbers.</summary>
internal sealed class ValueLoss(Backbone model, PrefixValueHead head, double languageWeight) : ITrainingLoss
{
    /// <inheritdoc />
    public LossTerms Of(Batch batch)
    {
        var hidden = model.Hidden(batch.Ids, cat([batch.ReadRows, batch.PredictingRows])); // [R + P, H]
        var reads = batch.ReadRows.shape[0];
        var judging = F.mse_loss(head.Value(hidden.narrow(0, 0, reads)), batch.Labels);
        var predicting = PredictionLoss.Of(model, hidden.narrow(0, reads, hidden.shape[0] - reads), batch.Predicted);
        return new LossTerms(judging + languageWeight * predicting, judging, predicting);
    }
}
