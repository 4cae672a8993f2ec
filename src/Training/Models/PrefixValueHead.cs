using static TorchSharp.torch;

namespace RewardServer.Training.Models;

/// <summary>OVM's head: a value at every token, of the hidden state scaled and shifted; without OVM's dropout.</summary>
internal sealed class PrefixValueHead
{
    private const string Gain = "gain";
    private const string Shift = "bias";
    private const string Weight = "vscore_head.weight";
    private const float InitialDeviation = 0.02f;

    private readonly Backbone model;

    /// <summary>Adds the head's parameters to <paramref name="model"/>.</summary>
    public PrefixValueHead(Backbone model)
    {
        this.model = model;
        model.Add(Gain, ones(1, device: CPU));
        model.Add(Shift, zeros(1, device: CPU));
        model.AddNormal(Weight, InitialDeviation, 1, model.Width);
    }

    /// <summary>Values [N] for hidden states [N, H].</summary>
    public Tensor Value(Tensor hidden) =>
        nn.functional.linear(hidden * model.Parameters[Gain] + model.Parameters[Shift], model.Parameters[Weight]).flatten();
}
