using RewardServer.Training.Models;
using RewardServer.Training.Runs;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.RewardModels.Implicit;

/// <summary>
/// The cross-entropy of ImplicitPRM: with m = β Σ (log π(token) - log π_ref(token)) over a solution, -[l log σ(m) + (1 - l) log(1 - σ(m))].
/// Only outcomes are labelled; what each step is worth follows from the sum.
/// </summary>
internal sealed class ImplicitLoss(Backbone policy, Backbone reference, double beta) : ITrainingLoss
{
    /// <summary>Where both models are.</summary>
    public Device Device => policy.Device;

    /// <inheritdoc />
    public LossTerms Of(Batch batch)
    {
        var margins = beta * zeros(batch.Ids.shape[0], device: Device).index_add(0, batch.PredictedExamples, LogRatios(batch), alpha: 1);
        var loss = F.binary_cross_entropy_with_logits(margins, batch.Labels);
        return new LossTerms(loss, loss, zeros(1, device: Device));
    }

    /// <summary>log π - log π_ref of each predicted token, [P].</summary>
    public Tensor LogRatios(Batch batch) => LogProbabilities(policy, batch) - ReferenceLogProbabilities(batch);

    private Tensor ReferenceLogProbabilities(Batch batch)
    {
        using var untracked = no_grad();
        return LogProbabilities(reference, batch);
    }

    private static Tensor LogProbabilities(Backbone model, Batch batch) =>
        F.cross_entropy(model.NextToken(model.Hidden(batch.Ids, batch.PredictingRows)), batch.Predicted, reduction: TorchSharp.torch.nn.Reduction.None).neg();
}
