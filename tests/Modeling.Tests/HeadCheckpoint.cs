using System.Text.Json.Nodes;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

/// <summary>The small synthetic decoder with another head: its tensors, its architecture's name, its keys in config.json.</summary>
internal static class HeadCheckpoint
{
    /// <summary>Writes it and returns its folder.</summary>
    /// <param name="folder">Where; the checkpoint lies in a folder of its own.</param>
    /// <param name="architecture">The name in config.json.</param>
    /// <param name="head">The head's tensors; random and of the size of logits.</param>
    /// <param name="config">Changes config.json.</param>
    public static string Write(TemporaryFolder folder, string architecture, (string Name, long[] Shape)[] head, Action<JsonObject>? config = null)
    {
        var checkpoint = ImportedModels.Checkpoint(folder);
        CheckpointFiles.ChangeConfig(checkpoint, json =>
        {
            json["architectures"] = new JsonArray(architecture);
            config?.Invoke(json);
        });
        var body = new Dictionary<string, float[]>();
        CheckpointFiles.Rewrite(checkpoint, (name, values) => body[name] = values);
        var tensors = SyntheticCheckpoint.Tensors(ImportedModels.Small).Where(t => !t.Name.StartsWith("score", StringComparison.Ordinal)).Concat(head).ToList();
        var random = new Random(7);
        SafetensorsWriter.Write(Path.Combine(checkpoint, CheckpointFiles.Weights), tensors, TensorDataType.F32, (name, first, values) =>
        {
            if (head.Any(t => t.Name == name))
                Fill(random, values);
            else
                body[name].AsSpan((int)first, values.Length).CopyTo(values);
        });
        return checkpoint;
    }

    private static void Fill(Random random, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() - 0.5f) * 0.6f;
    }
}
