using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.RewardModels;

/// <summary>Trains a <see cref="PrmModel"/>, one batch an update.</summary>
internal sealed class PrmTrainer : IDisposable
{
    private readonly PrmModel model;
    private readonly PrmOptions options;
    private readonly AdamW optimizer;
    private readonly Tensor labelWeights; // [2]: wrong, right

    /// <summary>A trainer for <paramref name="model"/>, which stays the caller's.</summary>
    public PrmTrainer(PrmModel model, PrmOptions options)
    {
        this.model = model;
        this.options = options;
        labelWeights = tensor([(float)options.WrongStepWeight, 1f]);
        optimizer = optim.AdamW(model.Parameters.Values, options.PeakLearningRate, beta1: 0.9, beta2: 0.98, weight_decay: options.WeightDecay);
    }

    /// <summary>One update; returns the mean cross-entropy of the labels and of the predicted tokens.</summary>
    public UpdateLosses Update(int update, IReadOnlyList<TrainingExample> examples)
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Create(examples);
        var hidden = model.Hidden(batch.Ids, cat([batch.ReadRows, batch.PredictingRows])); // [R + P, H]
        var reads = batch.ReadRows.shape[0];
        var judging = F.cross_entropy(model.Judge(hidden.narrow(0, 0, reads)), batch.Labels, weight: labelWeights);
        var predictions = hidden.shape[0] - reads;
        var predicting = predictions == 0
            ? zeros(1)
            : F.cross_entropy(model.NextToken(hidden.narrow(0, reads, predictions)), batch.Predicted);
        var loss = judging + options.LanguageWeight * predicting;
        optimizer.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(model.Parameters.Values, options.GradientNorm);
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = LearningRateSchedule.At(update, options);
        }

        optimizer.step();
        return new UpdateLosses(judging.item<float>(), predicting.item<float>());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        optimizer.Dispose();
        labelWeights.Dispose();
    }
}
