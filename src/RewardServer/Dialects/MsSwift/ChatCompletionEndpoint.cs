using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Layouts;

namespace RewardServer.Dialects.MsSwift;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal static class ChatCompletionEndpoint
{
    private static readonly PairOptions InMessages = new() { Field = _ => "/messages/1/content" };

    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var request = call.Read(MsSwiftJson.Default.ChatCompletionRequest);
        var messages = Read(request);
        var model = call.ModelOf(request);
        var (score, steps, tokens) = messages is [{ Role: ChatRole.User } problem, { Role: ChatRole.Assistant } response]
            ? await OfPairAsync(call, model, TextOf(problem), TextOf(response))
            : await OfChatAsync(call, model, messages);
        var text = model.JudgesSteps ? JsonSerializer.Serialize(steps, MsSwiftJson.Default.SingleArray) : JsonSerializer.Serialize(score, MsSwiftJson.Default.Single);
        await call.AnswerAsync(
            new ChatCompletionReply($"chatcmpl-{Guid.NewGuid():N}", "chat.completion", call.Created, request.Model ?? model.Name, [new(0, new("assistant", text), "stop")], new(tokens, 0, tokens)),
            MsSwiftJson.Default.ChatCompletionReply);
    }

    private static async Task<(float Score, float[] Steps, long Tokens)> OfPairAsync(DialectCall call, ServedModel model, string problem, string response)
    {
        var reply = await InMessages.InItsWordsAsync(() => call.Pipeline.ScoreAsync(new() { Model = model.Name, Trajectories = [new() { Problem = problem, Response = response }] }, call.Context));
        var result = reply.Results![0];
        return (result.Score!.Value, [.. (result.Steps ?? []).Select(step => step.Score)], reply.Usage.Tokens);
    }

    private static async Task<(float Score, float[] Steps, long Tokens)> OfChatAsync(DialectCall call, ServedModel model, IReadOnlyList<ChatMessage> messages)
    {
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = [new WholeChat(messages, OpensReply: false, AddsSequenceTokens: false)], Field = "messages" }, call.Context);
        return (reply.Results[0].Score, reply.Results[0].Scores, reply.Tokens);
    }

    private static IReadOnlyList<ChatMessage> Read(ChatCompletionRequest request)
    {
        var errors = new RequestErrors();
        var messages = ChatField.Read(request.Messages ?? [], "/messages", errors);
        if (request.Stream is true)
            errors.Add("/stream", "a score is one number; there is nothing to stream");
        if (request.ChatTemplate is not null)
            errors.Add("/chat_template", "templates of clients are refused; the model's own layout is used");
        if (!errors.Any && messages[^1].Role != ChatRole.Assistant)
            errors.Add("/messages", "the last message must be the assistant's: it is what is scored");
        errors.ThrowIfAny();
        return messages;
    }

    private static string TextOf(ChatMessage message) => string.Concat(message.Content.OfType<TextPiece>().Select(piece => piece.Text));
}
