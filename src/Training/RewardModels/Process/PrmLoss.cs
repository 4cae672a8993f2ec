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
        var labelWeights = tensor([(float)options.WrongStepWeight, 1f], device: model.Device);
        var hidden = model.Hidden(batch.Ids, cat([batch.ReadRows, batch.PredictingRows])); // [R + P, H]
        var reads = batch.ReadRows.shape[0];
        var judging = Judging(head.Judge(hidden.narrow(0, 0, reads)), batch.Labels, labelWeights);
        var predicting = PredictionLoss.Of(model, hidden.narrow(0, reads, hidden.shape[0] - reads), batch.Predicted);
        return new LossTerms(judging + options.LanguageWeight * predicting, judging, predicting);
    }

    private Tensor Judging(Tensor logits, Tensor labels, Tensor labelWeights) =>
        options.SoftLabels ? SoftCrossEntropy(logits, labels, labelWeights) : F.cross_entropy(logits, labels.to(int64), weight: labelWeights);

    /// <summary>Cross-entropy against a chance to be right; for chances of 0 and 1 what it is against labels.</summary>
    /// <param name="logits">Wrong and right, [N, 2].</param>
    /// <param name="right">In [0, 1], [N].</param>
    /// <param name="labelWeights">Of wrong and right, [2].</param>
    internal static Tensor SoftCrossEntropy(Tensor logits, Tensor right, Tensor labelWeights)
    {
        var targets = stack([1 - right, right], 1) * labelWeights; // [N, 2]
        return (targets * logits.log_softmax(-1)).sum().neg() / targets.sum();
    }
}
