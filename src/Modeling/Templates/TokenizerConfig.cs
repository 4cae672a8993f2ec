using System.Globalization;
using System.Text.Json;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Templates;

/// <summary>What tokenizer_config.json says that decides a model's input.</summary>
internal static class TokenizerConfig
{
    /// <summary>File name inside a checkpoint folder.</summary>
    public const string FileName = "tokenizer_config.json";

    /// <summary>Something read from a key, or null when file or key is missing.</summary>
    public static string? Read(CheckpointFolder folder, string key, Func<JsonElement, string?> read) =>
        folder.Has(FileName) ? folder.ReadJson(FileName, root => root.TryGetProperty(key, out var value) ? read(value) : null) : null;

    /// <summary>The content of the token put first, or null when there is none or the tokenizer does not put it there.</summary>
    public static string? BosToken(CheckpointFolder folder)
    {
        var isAdded = Read(folder, "add_bos_token", value => value.ValueKind == JsonValueKind.False ? "no" : null) is null;
        return isAdded ? Read(folder, "bos_token", Content) : null;
    }

    /// <summary>The content of an added token, or null when the file does not list it.</summary>
    public static string? AddedToken(CheckpointFolder folder, int id) =>
        Read(folder, "added_tokens_decoder", value =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(id.ToString(CultureInfo.InvariantCulture), out var token) ? Content(token) : null);

    // A token is written as its content, or as an object that has it.
    private static string? Content(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.String => token.GetString(),
        JsonValueKind.Object when token.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => content.GetString(),
        _ => null,
    };
}
