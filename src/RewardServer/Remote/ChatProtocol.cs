using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;

namespace RewardServer.Remote;

/// <summary><c>/chat/completions</c>: messages go as they are, and the server lays them out.</summary>
/// <param name="continuesReply">Whether the server continues an assistant's message that has begun.</param>
internal sealed class ChatProtocol(bool continuesReply) : IRemoteProtocol
{
    /// <inheritdoc/>
    public string Path => "chat/completions";

    /// <inheritdoc/>
    public int? CountPromptTokens(GenerationRequest request) => null;

    /// <inheritdoc/>
    public ScoringResult<JsonObject> Ask(GenerationRequest request, IReadOnlyList<string> behind, int maxTokens)
    {
        if (request.Messages.SelectMany(message => message.Content).Any(piece => piece is not TextPiece))
            return new ScoringError(ScoringErrorCode.InvalidRequest, "The chat has a control token between its texts, which a remote chat cannot carry; use Remote:Protocol Completions.");
        var messages = new JsonArray([.. request.Messages.Select(message => Message(message.Role, string.Concat(message.Content.Cast<TextPiece>().Select(piece => piece.Text))))]);
        var body = new JsonObject { ["messages"] = messages, ["max_tokens"] = maxTokens };
        var begun = request.ReplyPrefix + string.Concat(behind);
        if (begun.Length == 0)
            return body;

        // Leaving the beginning out, or sending it as a finished message, would ask something else.
        if (!continuesReply)
            return new ScoringError(ScoringErrorCode.ModelError, "The verifier begins the model's reply or asks a question behind it. If the remote server continues a begun message (continue_final_message), set Remote:ContinuesReply; otherwise use Remote:Protocol Completions.");
        messages.Add(Message(ChatRole.Assistant, begun));
        body["add_generation_prompt"] = false;
        body["continue_final_message"] = true;
        return body;
    }

    /// <inheritdoc/>
    public void AskForLogProbabilities(JsonObject body, int top)
    {
        body["logprobs"] = true;
        body["top_logprobs"] = top;
    }

    /// <inheritdoc/>
    public string ReadText(JsonElement choice) => RemoteJson.Text(RemoteJson.Part(choice, "message", JsonValueKind.Object), "content");

    /// <inheritdoc/>
    public IReadOnlyList<RemoteToken> ReadTokens(JsonElement choice) =>
        [.. RemoteJson.Part(RemoteJson.Part(choice, "logprobs", JsonValueKind.Object), "content", JsonValueKind.Array).EnumerateArray().Select(entry =>
        {
            var (text, value) = Entry(entry);
            return new RemoteToken(text, value, [.. RemoteJson.Part(entry, "top_logprobs", JsonValueKind.Array).EnumerateArray().Select(Entry)]);
        })];

    private static (string Text, double LogProbability) Entry(JsonElement entry) =>
        (RemoteJson.Text(entry, "token"), RemoteJson.LogProbability(RemoteJson.Part(entry, "logprob", JsonValueKind.Number)));

    private static JsonObject Message(ChatRole role, string content) => new()
    {
        ["role"] = role switch { ChatRole.System => "system", ChatRole.User => "user", _ => "assistant" },
        ["content"] = content,
    };
}
