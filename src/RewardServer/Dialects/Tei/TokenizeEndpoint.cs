using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Dialects.Tei;

/// <summary><c>POST /tokenize</c>.</summary>
internal static class TokenizeEndpoint
{
    /// <summary>Answers a request.</summary>
    public static Task HandleAsync(DialectCall call)
    {
        var request = call.Read(TeiJson.Default.TeiTokenizeRequest);
        var texts = Texts(request.Inputs);
        var tokenizer = TextTokens.TokenizerOf(call.ModelOf(request));
        return call.AnswerAsync([.. texts.Select(text => TextTokens.Of(tokenizer, text, request.AddSpecialTokens))], TeiJson.Default.SimpleTokenArrayArray);
    }

    private static string[] Texts(JsonElement? inputs)
    {
        if (inputs is not { } value)
            throw DialectCall.Refused("/inputs", "this field is required");
        JsonElement[] values = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        if (values.Length == 0)
            throw TeiException.Empty("`inputs` cannot be empty");
        var errors = new RequestErrors();
        RequestChecks.CheckCount(values.Length, "/inputs", "text", errors);
        errors.ThrowIfAny();
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length && !errors.Full; i++)
            texts[i] = TextField.TryRead(values[i], $"/inputs/{i}", errors, out var text) ? text : "";
        errors.ThrowIfAny();
        return texts;
    }
}
