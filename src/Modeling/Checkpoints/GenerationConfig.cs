using System.Text.Json;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>Finds the tokens that end a message: <c>eos_token_id</c>, a number or a list, of generation_config.json, else of config.json.</summary>
internal static class GenerationConfig
{
    private const string Key = "eos_token_id";

    private static readonly string[] Files = ["generation_config.json", "config.json"];

    /// <summary>What a checkpoint says of generating with it.</summary>
    public static GenerationManifest Read(CheckpointFolder folder, int vocabulary) =>
        new() { EndIds = Files.Where(folder.Has).Select(file => folder.ReadJson(file, root => EndIds(root, file, vocabulary))).FirstOrDefault(ids => ids is not null) ?? [] };

    private static IReadOnlyList<int>? EndIds(JsonElement root, string file, int vocabulary)
    {
        if (!root.TryGetProperty(Key, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Id)] : [Id(value)];

        int Id(JsonElement element) =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var id) && id >= 0 && id < vocabulary
                ? id
                : throw new CheckpointException($"{file}: {Key} is {Quote(element.GetRawText())}; it must be a token id from 0 to {vocabulary - 1}, or a list of them.");
    }
}
