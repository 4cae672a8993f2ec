using RewardServer.Training.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RewardServer.Training.Runs;

/// <summary>How badly a model predicts tokens.</summary>
internal static class PredictionLoss
{
    /// <summary>Mean cross-entropy of <paramref name="predicted"/> [P] from the hidden states before them [P, H]; zero when there are none.</summary>
    public static Tensor Of(Backbone model, Tensor hidden, Tensor predicted) =>
        predicted.shape[0] == 0 ? zeros(1, device: model.Device) : F.cross_entropy(model.NextToken(hidden), predicted);
}
