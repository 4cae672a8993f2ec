using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>Cross-entropy of the labels at the step tags, and of the predicted numbers.</summary>
internal sealed class PrmLoss(Backbone model, LabelHead head, PrmOptions options) : ITrainingLoss
{
    /// <inheritdoc />
    public LossTerms Of(Batch batch)
    {
        var labelWeights = tensor([(float)options.WrongStepWeight, 1f]);
        var hidden = model.Hidden(batch.Ids, cat([batch.ReadRows, batch.PredictingRows])); // [R + P, H]
        var reads = batch.ReadRows.shape[0];
        var judging = F.cross_entropy(head.Judge(hidden.narrow(0, 0, reads)), batch.Labels, weight: labelWeights);
        var predicting = PredictionLoss.Of(model, hidden.narrow(0, reads, hidden.shape[0] - reads), batch.Predicted);
        return new LossTerms(judging + options.LanguageWeight * predicting, judging, predicting);
    }
}
