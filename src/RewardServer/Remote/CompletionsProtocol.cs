using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Inference.Generation;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using RewardServer.Tokenization;

namespace RewardServer.Remote;

/// <summary><c>/completions</c>: prompts are token ids, made with the model's own layout and tokenizer.</summary>
/// <param name="encoder">Makes them.</param>
/// <param name="tokenizer">Tokenizes what stands behind the prompt, each text by itself.</param>
/// <param name="limit">Tokens of a sequence at most.</param>
internal sealed class CompletionsProtocol(PromptEncoder encoder, HuggingFaceTokenizer tokenizer, int limit) : IRemoteProtocol
{
    /// <inheritdoc/>
    public string Path => "completions";

    /// <inheritdoc/>
    public int? CountPromptTokens(GenerationRequest request) => encoder.Encode(request).Length;

    /// <inheritdoc/>
    public ScoringResult<JsonObject> Ask(GenerationRequest request, IReadOnlyList<string> behind, int maxTokens)
    {
        List<int> ids = [.. encoder.Encode(request)];
        foreach (var text in behind)
            tokenizer.EncodeText(text, ids, null);
        if (ids.Count == 0)
            return new ScoringError(ScoringErrorCode.InvalidRequest, "The prompt has no tokens.");
        var room = limit - ids.Count;
        if (room < 1)
            return new ScoringError(ScoringErrorCode.TooLong, $"The prompt has {ids.Count} tokens; the model takes {limit} together with what it generates.");
        return new JsonObject { ["prompt"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]), ["max_tokens"] = Math.Min(maxTokens, room) };
    }

    /// <inheritdoc/>
    public void AskForLogProbabilities(JsonObject body, int top) => body["logprobs"] = top;

    /// <inheritdoc/>
    public string ReadText(JsonElement choice) => RemoteJson.Text(choice, "text");

    /// <inheritdoc/>
    public IReadOnlyList<RemoteToken> ReadTokens(JsonElement choice)
    {
        var part = RemoteJson.Part(choice, "logprobs", JsonValueKind.Object);
        var texts = RemoteJson.Part(part, "tokens", JsonValueKind.Array);
        var values = RemoteJson.Part(part, "token_logprobs", JsonValueKind.Array);
        var tops = RemoteJson.Part(part, "top_logprobs", JsonValueKind.Array);
        var count = texts.GetArrayLength();
        if (values.GetArrayLength() != count || tops.GetArrayLength() != count)
            throw new RemoteFormatException("logprobs has lists of different lengths.");
        return [.. Enumerable.Range(0, count).Select(i => new RemoteToken(RemoteJson.Text(texts[i]), RemoteJson.LogProbability(values[i]), Top(tops[i])))];
    }

    private static List<(string Text, double LogProbability)> Top(JsonElement top) => top.ValueKind == JsonValueKind.Object
        ? [.. top.EnumerateObject().Select(entry => (entry.Name, RemoteJson.LogProbability(entry.Value)))]
        : throw new RemoteFormatException("logprobs.top_logprobs has an entry that is no object.");
}
