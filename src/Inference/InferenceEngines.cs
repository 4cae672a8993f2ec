using RewardServer.Inference.Models;

namespace RewardServer.Inference;

/// <summary>Makes engines.</summary>
public static class InferenceEngines
{
    /// <summary>
    /// Loads a model and runs it once, so that it is warm. Throws <see cref="InferenceException"/> with what is wrong and what
    /// to do: the device is not there, the folder was built for another device, or the graph does not load.
    /// </summary>
    public static IInferenceEngine Load(ModelFolder folder, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        return new PackedEngine(folder, options);
    }
}
