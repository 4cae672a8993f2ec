using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.RewardModels.Outcome;

/// <summary>
/// Bradley-Terry over pairs, -log sigmoid(right - wrong), with cross-entropy of sigmoid(value) against each solution's label and of the
/// predicted numbers. A batch holds pairs, the right solution first, unless the pairs have no weight.
/// </summary>
internal sealed class OrmLoss(Backbone model, ValueHead head, OrmOptions options) : ITrainingLoss
{
    /// <inheritdoc />
    public LossTerms Of(Batch batch)
    {
        var hidden = model.Hidden(batch.Ids, cat([batch.ReadRows, batch.PredictingRows])); // [R + P, H]
        var reads = batch.ReadRows.shape[0];
        var values = head.Value(hidden.narrow(0, 0, reads));
        var pairs = options.PairWeight > 0 ? PairLoss(values) : zeros(1, device: model.Device);
        var predicting = PredictionLoss.Of(model, hidden.narrow(0, reads, hidden.shape[0] - reads), batch.Predicted);
        var each = F.binary_cross_entropy_with_logits(values, batch.Labels);
        return new LossTerms(
            options.PairWeight * pairs + options.CrossEntropyWeight * each + options.LanguageWeight * predicting, options.PairWeight > 0 ? pairs : each, predicting);
    }

    /// <summary>Mean of -log sigmoid(right - wrong) over values [2 * pairs] that alternate right, wrong.</summary>
    internal static Tensor PairLoss(Tensor values)
    {
        var pairs = values.view(-1, 2);
        return F.softplus(pairs.select(1, 1) - pairs.select(1, 0), beta: 1, threshold: 20).mean();
    }
}
