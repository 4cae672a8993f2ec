using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using static TorchSharp.torch;

namespace RewardServer.Training.RewardModels.Implicit;

/// <summary>Cross-entropy of the predicted tokens: a plain language model.</summary>
internal sealed class LanguageLoss(Backbone model) : ITrainingLoss
{
    /// <inheritdoc />
    public LossTerms Of(Batch batch)
    {
        var loss = PredictionLoss.Of(model, model.Hidden(batch.Ids, batch.PredictingRows), batch.Predicted);
        return new LossTerms(loss, zeros(1, device: model.Device), loss);
    }
}
