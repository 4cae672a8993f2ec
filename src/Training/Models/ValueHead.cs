using static TorchSharp.torch;

namespace RewardServer.Training.Models;

/// <summary>The head of a Hugging Face sequence classifier with one label: a value without a bias.</summary>
internal sealed class ValueHead
{
    private const string Weight = "score.weight";
    private const float InitialDeviation = 0.02f;

    private readonly Backbone model;

    /// <summary>Adds the head's parameter to <paramref name="model"/>.</summary>
    public ValueHead(Backbone model)
    {
        this.model = model;
        model.AddNormal(Weight, InitialDeviation, 1, model.Width);
    }

    /// <summary>Values [N] for hidden states [N, H].</summary>
    public Tensor Value(Tensor hidden) => nn.functional.linear(hidden, model.Parameters[Weight]).flatten();
}
