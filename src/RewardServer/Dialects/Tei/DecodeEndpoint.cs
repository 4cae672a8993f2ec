using System.Text.Json;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.Tei;

/// <summary><c>POST /decode</c>.</summary>
internal static class DecodeEndpoint
{
    /// <summary>Answers a request.</summary>
    public static Task HandleAsync(DialectCall call)
    {
        var request = call.Read(TeiJson.Default.TeiDecodeRequest);
        var lists = Lists(request.Ids);
        var tokenizer = TextTokens.TokenizerOf(call.ModelOf(request));
        return call.AnswerAsync([.. lists.Select(ids => TextTokens.Decode(tokenizer, ids, request.SkipSpecialTokens))], TeiJson.Default.StringArray);
    }

    private static int[][] Lists(JsonElement? ids)
    {
        if (ids is not { ValueKind: JsonValueKind.Array } value)
            throw DialectCall.Refused("/ids", "expected a list of token ids, or a list of such lists");
        if (value.GetArrayLength() == 0)
            throw TeiException.Empty("`ids` cannot be empty");
        if (value[0].ValueKind == JsonValueKind.Number)
            return [List(value, "/ids")];
        var errors = new RequestErrors();
        RequestChecks.CheckCount(value.GetArrayLength(), "/ids", "list", errors);
        errors.ThrowIfAny();
        return [.. value.EnumerateArray().Select((list, index) => List(list, $"/ids/{index}"))];
    }

    private static int[] List(JsonElement list, string pointer)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw DialectCall.Refused(pointer, "expected a list of token ids");
        return [.. list.EnumerateArray().Select((id, index) => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) ? number : throw DialectCall.Refused($"{pointer}/{index}", "expected a token id"))];
    }
}
