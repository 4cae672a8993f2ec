using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Models;

/// <summary>Checks of a manifest that the engine relies on.</summary>
internal static class ManifestCheck
{
    public static void Require(RewardModelManifest manifest)
    {
        var graph = manifest.Graph;
        if (manifest.SchemaVersion != 1)
            throw new InferenceException($"The manifest has schema_version {manifest.SchemaVersion}; this build reads 1. Import the model again.");
        if (graph.Executor is not (GraphManifest.PackedExecutor or GraphManifest.PaddedExecutor or GraphManifest.RemoteExecutor))
            throw new InferenceException($"The manifest asks for the executor '{graph.Executor}'; this build has packed, padded and remote.");
        if (graph.Device is not ("cpu" or "cuda"))
            throw new InferenceException($"The manifest's graph.device is '{graph.Device}'; it must be cpu or cuda.");
        Positive(manifest.MaxTokens, "max_tokens");
        Positive(graph.Outputs, "graph.outputs");
        Positive(graph.Vocabulary, "graph.vocabulary");
        Positive(graph.MaxPositions, "graph.max_positions");
        if (graph.Executor != GraphManifest.PackedExecutor)
            return;
        Positive(graph.Layers, "graph.layers");
        Positive(graph.KvHeads, "graph.kv_heads");
        Positive(graph.HeadDim, "graph.head_dim");
    }

    private static void Positive(int value, string name)
    {
        if (value <= 0)
            throw new InferenceException($"The manifest's {name} is {value}; it must be positive.");
    }
}
