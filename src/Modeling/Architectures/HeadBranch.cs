using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Architectures;

/// <summary>Linear layers from the hidden state on, with ReLU between them.</summary>
/// <param name="Layers">At least one; what one puts out the next takes in.</param>
internal sealed record HeadBranch(params IReadOnlyList<LinearTensors> Layers)
{
    /// <summary>One number the hidden state is multiplied by first; comes with <see cref="Shift"/>.</summary>
    public TensorInfo? Gain { get; init; }

    /// <summary>One number that is then added to each of its components.</summary>
    public TensorInfo? Shift { get; init; }

    /// <summary>A matrix T [outputs, outputs] that the last layer's rows are multiplied by: y T.</summary>
    public TensorInfo? Transform { get; init; }

    /// <summary>Numbers per position.</summary>
    public int Outputs => checked((int)Layers[^1].Weight.Shape[0]);
}
