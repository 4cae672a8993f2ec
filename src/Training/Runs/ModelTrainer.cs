using RewardServer.Training.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardServer.Training.Runs;

/// <summary>Trains a model with its head, one batch an update.</summary>
internal sealed class ModelTrainer : IDisposable
{
    private readonly Device device;
    private readonly ITrainingLoss loss;
    private readonly TrainingOptions options;
    private readonly Parameter[] trained;
    private readonly AdamW optimizer;

    /// <summary>A trainer for <paramref name="model"/>, which stays the caller's.</summary>
    /// <param name="model">Backbone and head.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="options">How.</param>
    /// <param name="headOnly">Whether the backbone stays as it is, for as long as this trainer is used.</param>
    public ModelTrainer(Backbone model, ITrainingLoss loss, TrainingOptions options, bool headOnly = false)
    {
        (device, this.loss, this.options) = (model.Device, loss, options);
        trained = [.. (headOnly ? model.HeadParameters : model.Parameters.Values)];
        foreach (var parameter in model.Parameters.Values)
        {
            parameter.requires_grad = trained.Contains(parameter);
        }

        optimizer = optim.AdamW(trained, options.PeakLearningRate, beta1: 0.9, beta2: 0.98, weight_decay: options.WeightDecay);
    }

    /// <summary>One update; returns the losses it was made from.</summary>
    public UpdateLosses Update(int update, IReadOnlyList<TrainingExample> examples)
    {
        using var pause = FinalizerPause.Begin();
        using var scope = NewDisposeScope();
        var terms = loss.Of(Batch.Create(examples, device));
        optimizer.zero_grad();
        terms.Total.backward();
        nn.utils.clip_grad_norm_(trained, options.GradientNorm);
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
