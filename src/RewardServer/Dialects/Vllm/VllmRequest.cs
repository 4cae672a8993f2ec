using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Vllm;

/// <summary>The fields that vLLM's pooling calls share.</summary>
internal abstract record VllmRequest : DialectRequest
{
    /// <summary>Text that the client rendered, several texts, or token ids: a string, [string], [int] or [[int]]. Control tokens in text are control tokens.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>A chat instead of <c>input</c>, rendered in the model's own layout.</summary>
    public IReadOnlyList<JsonElement>? Messages { get; init; }

    /// <summary>Whether the tokenizer's BOS and EOS are put around the input, where they do not stand already. The default is true for <c>input</c>, false for <c>messages</c>.</summary>
    public bool? AddSpecialTokens { get; init; }

    /// <summary>Opens an assistant's turn behind the chat.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>Not supported: the last message is always closed.</summary>
    public bool ContinueFinalMessage { get; init; }

    /// <summary>Longest input in tokens: what is longer is cut and named in the header <c>x-truncated</c>; -1 is the model's maximum. Without it, too long is an error.</summary>
    /// <example>-1</example>
    public int? TruncatePromptTokens { get; init; }

    /// <summary>Which end goes: <c>left</c> or <c>right</c> (the default).</summary>
    /// <example>right</example>
    public string? TruncationSide { get; init; }

    /// <summary>Whether logits become probabilities (a softmax; for one logit a sigmoid). The default is true.</summary>
    public bool? UseActivation { get; init; }

    /// <summary>Another name of <c>use_activation</c>.</summary>
    public bool? Activation { get; init; }

    /// <summary>Another name of <c>use_activation</c>.</summary>
    public bool? Softmax { get; init; }

    /// <summary>The end of the reply's <c>id</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary>Accepted and without meaning.</summary>
    public string? User { get; init; }

    /// <summary>Accepted and without meaning: calls are served in their order.</summary>
    public int? Priority { get; init; }

    /// <summary>Accepted and without meaning: equal inputs have equal scores, whoever sent them.</summary>
    public string? CacheSalt { get; init; }

    /// <summary>Accepted and without meaning: nothing is padded.</summary>
    public string? Padding { get; init; }

    /// <summary>Refused: a template is a program, and the model's layout is known.</summary>
    public JsonElement? ChatTemplate { get; init; }

    /// <summary>Refused unless empty.</summary>
    public JsonElement? ChatTemplateKwargs { get; init; }

    /// <summary>Refused unless null: models here read text.</summary>
    public JsonElement? MmProcessorKwargs { get; init; }

    /// <summary>Refused unless null: models here read text.</summary>
    public JsonElement? MediaIoKwargs { get; init; }

    /// <summary>Refused: rewards have no dimensions to leave out.</summary>
    public JsonElement? Dimensions { get; init; }

    /// <summary>Refused: rewards are not normalized.</summary>
    public JsonElement? Normalize { get; init; }

    /// <summary>Whether logits become probabilities, whichever name says so.</summary>
    internal bool Activates => UseActivation ?? Activation ?? Softmax ?? true;

    /// <summary>What happens to an input that is too long.</summary>
    internal Truncation Truncation => TruncatePromptTokens is null ? Truncation.Error : TruncationSide == "left" ? Truncation.Left : Truncation.Right;

    /// <summary>The reply's name.</summary>
    public string NewId(string prefix) => $"{prefix}-{(IgnoredFields.IsPlain(RequestId) ? RequestId : Guid.NewGuid().ToString("N"))}";

    /// <summary>The inputs, checked.</summary>
    public IReadOnlyList<WholeInput> Inputs(RequestErrors errors)
    {
        if (Messages is not { } messages)
            return InputField.Read(Input, "input", AddSpecialTokens ?? true, errors);
        if (Input is { ValueKind: not JsonValueKind.Null })
            errors.Add("/messages", "input and messages exclude each other; send one of them");
        return [new WholeChat(ChatField.Read(messages, "/messages", errors), AddGenerationPrompt, AddSpecialTokens ?? false)];
    }

    /// <summary>Notes what is refused, and names what has no meaning.</summary>
    public void Check(DialectCall call, RequestErrors errors)
    {
        if (new[] { UseActivation, Activation, Softmax }.Where(given => given is not null).Distinct().Count() > 1)
            errors.Add("/use_activation", "use_activation, activation and softmax mean the same and have different values; send one of them");
        if (TruncatePromptTokens < -1)
            errors.Add("/truncate_prompt_tokens", "must be -1 (the model's maximum) or more");
        if (TruncatePromptTokens is 0)
            errors.Add("/truncate_prompt_tokens", "0 leaves nothing to read; send -1 for the model's maximum");
        if (TruncationSide is not (null or "left" or "right"))
            errors.Add("/truncation_side", "expected left or right");
        if (ContinueFinalMessage)
            errors.Add("/continue_final_message", "is not supported; send the rendered text as input");
        Refuse(ChatTemplate, "chat_template", "templates are not taken from requests; the model's layout renders the chat, or send the rendered text as input", errors);
        if (ChatTemplateKwargs is not { ValueKind: JsonValueKind.Object } kwargs || kwargs.EnumerateObject().Any())
            Refuse(ChatTemplateKwargs, "chat_template_kwargs", "no template is run, so it has no arguments; send the rendered text as input", errors);
        Refuse(MmProcessorKwargs, "mm_processor_kwargs", "models here read text only", errors);
        Refuse(MediaIoKwargs, "media_io_kwargs", "models here read text only", errors);
        Refuse(Dimensions, "dimensions", "rewards have no dimensions to leave out", errors);
        Refuse(Normalize, "normalize", "rewards are not normalized; use_activation says whether logits become probabilities", errors);
        call.Ignore("user", User is not null);
        call.Ignore("priority", Priority is not (null or 0));
        call.Ignore("cache_salt", CacheSalt is not null);
        call.Ignore("padding", Padding is not null);
    }

    private static void Refuse(JsonElement? value, string field, string message, RequestErrors errors)
    {
        if (value is { ValueKind: not JsonValueKind.Null })
            errors.Add("/" + field, message);
    }
}
