using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.RewardModels.Generative;

/// <summary>Cross-entropy of every token of the checks, numbers with a weight of their own, and that of the verdicts once more.</summary>
internal sealed class VerifierLoss : ITrainingLoss, IDisposable
{
    private readonly Backbone model;
    private readonly double verdictWeight;
    private readonly Tensor weights; // [V]

    /// <summary>The loss of a model over a vocabulary.</summary>
    public VerifierLoss(Backbone model, BpeVocabulary vocabulary, double numberWeight, double verdictWeight)
    {
        (this.model, this.verdictWeight) = (model, verdictWeight);
        var all = Enumerable.Repeat(1f, vocabulary.Size).ToArray();
        foreach (var number in vocabulary.Numbers())
        {
            all[number] = (float)numberWeight;
        }

        weights = tensor(all, device: model.Device);
    }

    /// <inheritdoc />
    public LossTerms Of(Batch batch)
    {
        var hidden = model.Hidden(batch.Ids, cat([batch.ReadRows, batch.PredictingRows])); // [R + P, H]
        var reads = batch.ReadRows.shape[0];
        var judging = F.cross_entropy(model.NextToken(hidden.narrow(0, 0, reads)), batch.Labels.to(int64));
        var predicting = F.cross_entropy(model.NextToken(hidden.narrow(0, reads, hidden.shape[0] - reads)), batch.Predicted, weights);
        return new LossTerms(predicting + verdictWeight * judging, judging, predicting);
    }

    /// <inheritdoc />
    public void Dispose() => weights.Dispose();
}
