using System.Text.Json;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>The tensors of a checkpoint folder: <c>model.safetensors</c>, or shards listed in <c>model.safetensors.index.json</c>.</summary>
internal sealed class Checkpoint : IDisposable
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";

    private readonly Dictionary<string, (SafetensorsFile File, TensorInfo Tensor)> _tensors = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _files = [];

    private Checkpoint()
    {
    }

    /// <summary>Names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Whether a folder has weights to read.</summary>
    public static bool IsIn(CheckpointFolder folder) => folder.Has(SingleFile) || folder.Has(IndexFile);

    /// <summary>Opens every shard and checks every header.</summary>
    public static Checkpoint Open(CheckpointFolder folder)
    {
        var checkpoint = new Checkpoint();
        try
        {
            if (folder.Has(SingleFile))
                checkpoint.Add(folder, SingleFile);
            else if (folder.Has(IndexFile))
                checkpoint.AddShards(folder);
            else
                throw new CheckpointException($"The checkpoint folder has neither {SingleFile} nor {IndexFile}. Only safetensors are read; convert pickled weights (.bin, .pt) first.");
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The tensor of this name, or null.</summary>
    public TensorInfo? Find(string name) => _tensors.TryGetValue(name, out var found) ? found.Tensor : null;

    /// <summary>Reads <paramref name="target"/>.Length elements from element <paramref name="first"/> on, widened to float.</summary>
    public void Read(TensorInfo tensor, long first, Span<float> target) => _tensors[tensor.Name].File.Read(tensor, first, target);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(f => f.Dispose());

    private SafetensorsFile Add(CheckpointFolder folder, string name)
    {
        var file = SafetensorsFile.Open(folder.Resolve(name));
        _files.Add(file);
        foreach (var tensor in file.Tensors)
        {
            if (!_tensors.TryAdd(tensor.Name, (file, tensor)))
                throw new CheckpointException($"{name}: tensor {Quote(tensor.Name)} is in another shard as well.");
        }

        return file;
    }

    private void AddShards(CheckpointFolder folder)
    {
        var map = folder.ReadJson(IndexFile, ReadWeightMap);
        foreach (var shard in map.GroupBy(e => e.Value, StringComparer.Ordinal))
        {
            var present = Add(folder, shard.Key).Tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var (tensor, _) in shard)
            {
                if (!present.Remove(tensor))
                    throw new CheckpointException($"{shard.Key} lacks tensor {Quote(tensor)}, which {IndexFile} says it holds.");
            }

            if (present.Count > 0)
                throw new CheckpointException($"{shard.Key} holds tensor {Quote(present.Order(StringComparer.Ordinal).First())}, which {IndexFile} does not list there.");
        }
    }

    private static Dictionary<string, string> ReadWeightMap(JsonElement index)
    {
        if (!index.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw new CheckpointException($"{IndexFile} has no object weight_map.");
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
                throw new CheckpointException($"{IndexFile}: weight_map of {Quote(entry.Name)} is not a file name.");
            files.Add(entry.Name, entry.Value.GetString()!);
        }

        return files.Count > 0 ? files : throw new CheckpointException($"{IndexFile} lists no tensor.");
    }
}
