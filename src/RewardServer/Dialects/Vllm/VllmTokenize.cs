using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Vllm;

/// <summary>Text to token ids.</summary>
internal sealed record VllmTokenizeRequest : DialectRequest
{
    /// <summary>The text; control tokens in it are control tokens.</summary>
    public JsonElement? Prompt { get; init; }

    /// <summary>Whether the tokenizer's BOS and EOS are put around it. The default is true.</summary>
    public bool? AddSpecialTokens { get; init; }

    /// <summary>Adds the tokens' contents.</summary>
    public bool ReturnTokenStrs { get; init; }
}

/// <summary>Token ids of a text.</summary>
internal sealed record VllmTokenizeReply
{
    /// <summary>How many tokens there are.</summary>
    public int Count => Tokens.Count;

    /// <summary>The longest input of the model.</summary>
    public required int MaxModelLen { get; init; }

    /// <summary>The ids.</summary>
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>Their contents, as the tokenizer's files write them; null unless they were asked for.</summary>
    public required IReadOnlyList<string?>? TokenStrs { get; init; }
}

/// <summary><c>POST /tokenize</c>.</summary>
internal static class VllmTokenize
{
    /// <summary>Answers it.</summary>
    public static async Task AnswerAsync(DialectCall call)
    {
        var request = call.Read(VllmJson.Default.VllmTokenizeRequest);
        var errors = new RequestErrors();
        if (request.Prompt is not { } prompt || !TextField.TryRead(prompt, "/prompt", errors, out var text))
            text = "";
        if (request.Prompt is null)
            errors.Add("/prompt", "this field is required");
        errors.ThrowIfAny();
        var input = call.ModelOf(request).Input;
        var ids = input.WholeEncoder.Tokenize(new WholeText(text, request.AddSpecialTokens ?? true));
        await call.AnswerAsync(new VllmTokenizeReply
        {
            MaxModelLen = input.MaxTokens,
            Tokens = ids,
            TokenStrs = request.ReturnTokenStrs ? [.. ids.Select(input.Tokenizer.FindContent)] : null,
        }, VllmJson.Default.VllmTokenizeReply);
    }
}
