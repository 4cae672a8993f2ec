using static TorchSharp.torch;

namespace RewardServer.Training.Models;

/// <summary>Qwen's two-layer process reward head: two outputs (wrong, right) a position.</summary>
internal sealed class LabelHead
{
    private readonly Backbone model;

    /// <summary>Adds the head's parameters to <paramref name="model"/>.</summary>
    public LabelHead(Backbone model)
    {
        this.model = model;
        model.AddLinear("score.0", model.Width, model.Width);
        model.AddLinear("score.2", 2, model.Width);
    }

    /// <summary>Outputs [N, 2] for hidden states [N, H].</summary>
    public Tensor Judge(Tensor hidden) => model.Linear(nn.functional.relu(model.Linear(hidden, "score.0")), "score.2");
}
