using RewardServer.Inference.Models;
using RewardServer.Inference.Padded;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>Makes engines.</summary>
public static class InferenceEngines
{
    /// <summary>
    /// Loads a model and runs it once, so that it is warm. Throws <see cref="InferenceException"/> with what is wrong and what
    /// to do: the device is not there, the folder was built for another device, the graph does not load, or it is less stable than its manifest says.
    /// </summary>
    public static IInferenceEngine Load(ModelFolder folder, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        return folder.Manifest.Graph.Executor == GraphManifest.PaddedExecutor ? new PaddedEngine(folder, options) : new PackedEngine(folder, options);
    }
}
