using System.Text.Json;
using RewardServer.Api;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Slime;

/// <summary><c>POST /reward</c>.</summary>
internal static class RewardEndpoint
{
    private static readonly PairOptions InFields = new() { Field = _ => "/response" };

    // The client gives up after 120 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(110);

    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var request = call.Read(SlimeJson.Default.SlimeRequest);
        var isObject = IsObject(call);
        var (prompt, response) = Read(request);
        var label = request.Label is { } given ? TextField.StringOf(given) : null;
        call.Ignore("label", request.Label is { ValueKind: not JsonValueKind.Null } && (label is null || !isObject));
        call.Context = call.Context with { Patience = Patience };
        var reply = await RewardAsync(call, call.ModelOf(request), prompt, response, label is "" ? null : label);
        await (isObject ? call.AnswerAsync(reply, SlimeJson.Default.SlimeReply) : call.AnswerAsync(reply.Score, SlimeJson.Default.Single));
    }

    private static async Task<SlimeReply> RewardAsync(DialectCall call, ServedModel model, string prompt, string response, string? label)
    {
        // With its chat template applied, the client's prompt is the beginning of a whole input and no problem.
        if (RenderedText.FindControlToken(model, prompt) is { } token)
            return await OfRenderedAsync(call, model, prompt + response, token);
        var request = new ScoreRequest { Model = model.Name, Trajectories = [new() { Problem = prompt, Response = response, ReferenceAnswer = label }] };
        var result = (await InFields.InItsWordsAsync(() => call.Pipeline.ScoreAsync(request, call.Context))).Results![0];
        return new(result.Score!.Value, model.JudgesSteps ? [.. (result.Steps ?? []).Select(step => step.Score)] : null, result.FirstError, result.Verdict?.Status);
    }

    private static async Task<SlimeReply> OfRenderedAsync(DialectCall call, ServedModel model, string text, string token)
    {
        if (model.JudgesSteps || model.Generative is not null)
            throw DialectCall.Refused("/prompt", $"it is rendered with the control token {token}, and the model '{model.Name}' lays problem and response out itself; send the prompt without a chat template");
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = [new WholeText(text, AddsSequenceTokens: false)], Field = "prompt" }, call.Context);
        return new(reply.Results[0].Score, null, null, null);
    }

    private static bool IsObject(DialectCall call) => (string?)call.Http.Request.Query["reply"] switch
    {
        null or "number" => false,
        "object" => true,
        _ => throw DialectCall.Refused("?reply", "must be number or object"),
    };

    private static (string Prompt, string Response) Read(SlimeRequest request)
    {
        var errors = new RequestErrors();
        string? prompt = null;
        if (request.Prompt is { ValueKind: JsonValueKind.Array } messages)
            prompt = LastUserText(messages, errors);
        else if (request.Prompt is { } text)
            TextField.TryRead(text, "/prompt", errors, out prompt);
        else
            errors.Add("/prompt", "this field is required");
        if (string.IsNullOrEmpty(request.Response))
            errors.Add("/response", request.Response is null ? "this field is required" : "must not be empty");
        errors.ThrowIfAny();
        return (prompt!, request.Response!);
    }

    // A system's message says how to answer, not what is asked; earlier turns would be left out, and are refused.
    private static string? LastUserText(JsonElement messages, RequestErrors errors)
    {
        string? text = null;
        for (var i = 0; i < messages.GetArrayLength() && !errors.Any; i++)
        {
            var (message, pointer) = (messages[i], $"/prompt/{i}");
            var role = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var value) ? TextField.StringOf(value) : null;
            if (role == "system" && i == 0)
                continue;
            if (role != "user" || text is not null || !message.TryGetProperty("content", out var content))
                errors.Add(pointer, "expected a user's message with content, after at most a system's; conversations of several turns cannot be rewarded here");
            else
                TextField.TryReadParts(content, pointer + "/content", errors, out text);
        }
        if (text is null && !errors.Any)
            errors.Add("/prompt", "there is no user's message");
        return text;
    }
}
