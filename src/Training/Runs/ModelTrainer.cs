using RewardServer.Training.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardServer.Training.Runs;

/// <summary>Trains a model with its head, one batch an update.</summary>
internal sealed class ModelTrainer : IDisposable
{
    private readonly Backbone model;
    private readonly ITrainingLoss loss;
    private readonly TrainingOptions options;
    private readonly AdamW optimizer;

    /// <summary>A trainer for <paramref name="model"/>, which stays the caller's.</summary>
    public ModelTrainer(Backbone model, ITrainingLoss loss, TrainingOptions options)
    {
        (this.model, this.loss, this.options) = (model, loss, options);
        optimizer = optim.AdamW(model.Parameters.Values, options.PeakLearningRate, beta1: 0.9, beta2: 0.98, weight_decay: options.WeightDecay);
    }

    /// <summary>One update; returns the losses it was made from.</summary>
    public UpdateLosses Update(int update, IReadOnlyList<TrainingExample> examples)
    {
        using var scope = NewDisposeScope();
        var terms = loss.Of(Batch.Create(examples));
        optimizer.zero_grad();
        terms.Total.backward();
        nn.utils.clip_grad_norm_(model.Parameters.Values, options.GradientNorm);
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = LearningRateSchedule.At(update, options);
        }

        optimizer.step();
        return new UpdateLosses(terms.Judging.item<float>(), terms.Predicting.item<float>());
    }

    /// <summary>Updates on one feed's batches, made as they are asked for, with the tokens each looked at.</summary>
    public IEnumerable<(UpdateLosses Losses, int Tokens)> Updates(BatchFeed feed)
    {
        for (var update = 0; update < options.Updates; update++)
        {
            var examples = feed.Next();
            yield return (Update(update, examples), examples.Sum(e => e.Ids.Length));
        }
    }

    /// <inheritdoc />
    public void Dispose() => optimizer.Dispose();
}
