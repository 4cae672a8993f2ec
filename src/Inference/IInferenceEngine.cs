using RewardServer.Inference.Devices;

namespace RewardServer.Inference;

/// <summary>
/// Runs packed batches of one model on one device. Not thread-safe: one loop owns it. For a model whose determinism is
/// <c>stable</c>, an item's output has the same bits whatever else is in the batch.
/// </summary>
public interface IInferenceEngine : IDisposable
{
    /// <summary>The longest sequence it takes, in tokens.</summary>
    int MaxTokens { get; }

    /// <summary>Numbers per read position.</summary>
    int OutputWidth { get; }

    /// <summary>Where it runs, in words: "cpu, 2 threads" or "cuda:0".</summary>
    string Device { get; }

    /// <summary>The device it was given and, when that is not CUDA although it could be, why.</summary>
    DeviceChoice DeviceChoice { get; }

    /// <summary>
    /// Runs the items as one batch and fills each <see cref="InferenceItem.Output"/>.
    /// Throws <see cref="InferenceException"/> when the run fails; a non-finite output is the item's own failure
    /// (<see cref="InferenceItem.Error"/>), its neighbours are unharmed.
    /// </summary>
    void Run(IReadOnlyList<InferenceItem> items);
}
