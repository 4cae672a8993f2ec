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

    /// <summary>Whether sequences that begin with the same tokens compute these once, in one batch or after each other.</summary>
    bool SharesBeginnings => false;

    /// <summary>What it has done so far; may be asked from any thread.</summary>
    EngineUsage Usage => default;

    /// <summary>Measures how fast it is with batches of up to so many tokens, in a fraction of a second where the model is small; null when it does not know how.</summary>
    EngineSpeed? MeasureSpeed(int maxBatchTokens) => null;

    /// <summary>
    /// Runs the items as one batch, in several runs of the graph when they do not fit into one, and fills each <see cref="InferenceItem.Output"/>.
    /// Throws <see cref="InferenceException"/> when the run fails; a non-finite output is the item's own failure
    /// (<see cref="InferenceItem.Error"/>), its neighbours are unharmed.
    /// </summary>
    void Run(IReadOnlyList<InferenceItem> items);
}
