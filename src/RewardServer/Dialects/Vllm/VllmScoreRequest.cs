using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.Vllm;

/// <summary>Pairs of texts: the first is the problem, the second the response. One first text goes with every second one; otherwise there are as many of both.</summary>
internal sealed record VllmScoreRequest : VllmRequest
{
    /// <summary>The problem or problems.</summary>
    public JsonElement? Queries { get; init; }

    /// <summary>The response or responses.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Another name of <c>documents</c>.</summary>
    public JsonElement? Items { get; init; }

    /// <summary>Another name of <c>queries</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("data_1")]
    public JsonElement? Data1 { get; init; }

    /// <summary>Another name of <c>documents</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("data_2")]
    public JsonElement? Data2 { get; init; }

    /// <summary>Another name of <c>queries</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("text_1")]
    public JsonElement? Text1 { get; init; }

    /// <summary>Another name of <c>documents</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("text_2")]
    public JsonElement? Text2 { get; init; }

    /// <summary>Cuts each first text to so many tokens; 0 and null for no limit.</summary>
    public int? MaxTokensPerQuery { get; init; }

    /// <summary>Cuts each second text to so many tokens; 0 and null for no limit.</summary>
    public int? MaxTokensPerDoc { get; init; }

    /// <summary>Refused: a reward model's format has no place for it.</summary>
    public string? Instruction { get; init; }

    /// <summary>Accepted and without meaning: scores are numbers.</summary>
    public string? EncodingFormat { get; init; }

    /// <summary>The pairs, checked.</summary>
    public (string Problem, string Response)[] Pairs(RequestErrors errors)
    {
        var first = Texts([("queries", Queries), ("data_1", Data1), ("text_1", Text1)], errors);
        var second = Texts([("documents", Documents), ("items", Items), ("data_2", Data2), ("text_2", Text2)], errors);
        if (Instruction is not null)
            errors.Add("/instruction", "a reward model's format has no place for an instruction; put it into the query");
        if (first.Length != 1 && first.Length != second.Length)
            errors.Add("", $"{first.Length} first and {second.Length} second texts make no pairs; send one first text, or as many of both");
        return errors.Any ? [] : [.. second.Select((text, index) => (first[first.Length == 1 ? 0 : index], text))];
    }

    private static string[] Texts((string Name, JsonElement? Value)[] names, RequestErrors errors)
    {
        var given = names.Where(name => name.Value is { ValueKind: not JsonValueKind.Null }).ToArray();
        if (given.Length != 1)
        {
            errors.Add("/" + names[0].Name, given.Length == 0 ? $"one of {string.Join(", ", names.Select(name => name.Name))} is required" : "is given under several names; send one of them");
            return [];
        }
        var (field, value) = (given[0].Name, given[0].Value!.Value);
        if (value.ValueKind != JsonValueKind.Array)
            return TextField.TryReadObject(value, "/" + field, errors, out var text) ? [text] : [];
        RequestChecks.CheckCount(value.GetArrayLength(), "/" + field, "text", errors);
        List<string> texts = [];
        foreach (var item in value.EnumerateArray().Take(RequestChecks.MaxItems))
        {
            if (errors.Full)
                break;
            if (item.ValueKind is JsonValueKind.Number or JsonValueKind.Array)
                errors.Add($"/{field}/{texts.Count}", "expected text; the format of a pair is made of text, not of token ids");
            texts.Add(TextField.TryReadObject(item, $"/{field}/{texts.Count}", errors, out var text) ? text : "");
        }
        return [.. texts];
    }
}
