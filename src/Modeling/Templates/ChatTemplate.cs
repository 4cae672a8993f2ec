using System.Text.Json;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Templates;

/// <summary>A checkpoint's chat template as text. It is compared, never run.</summary>
/// <param name="Text">The template.</param>
/// <param name="File">The file that holds it.</param>
internal sealed record ChatTemplate(string Text, string File)
{
    private const string OwnFile = "chat_template.jinja";
    private const int MaxLength = 1 << 20;

    /// <summary>The template of a checkpoint folder, or null when it has none: a file of its own, else a key of tokenizer_config.json.</summary>
    public static ChatTemplate? Find(CheckpointFolder folder)
    {
        if (folder.Has(OwnFile))
        {
            var path = folder.Resolve(OwnFile);
            return new FileInfo(path).Length <= MaxLength
                ? new(System.IO.File.ReadAllText(path), OwnFile)
                : throw new CheckpointException($"{OwnFile} is longer than {MaxLength} bytes.");
        }

        return TokenizerConfig.Read(folder, "chat_template", Read) is { } text ? new(text, TokenizerConfig.FileName) : null;
    }

    // One template, or several by name of which "default" is the chat's.
    private static string? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => value.EnumerateArray().Where(IsDefault).Select(named => named.GetProperty("template").GetString()).FirstOrDefault(),
        JsonValueKind.Null => null,
        _ => throw new CheckpointException($"{TokenizerConfig.FileName}: chat_template is neither a text nor a list of named templates."),
    };

    private static bool IsDefault(JsonElement named) =>
        named.ValueKind == JsonValueKind.Object
        && named.TryGetProperty("name", out var name) && name.ValueEquals("default")
        && named.TryGetProperty("template", out var template) && template.ValueKind == JsonValueKind.String;
}
