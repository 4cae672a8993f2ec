using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Sglang;

/// <summary><c>POST /classify</c> as SGLang has it: bare head outputs, one object for one input, else a list.</summary>
internal static class SglangClassify
{
    /// <summary>Answers it.</summary>
    public static async Task AnswerAsync(DialectCall call)
    {
        var request = call.Read(SglangJson.Default.SglangClassifyRequest);
        var errors = new RequestErrors();
        Check(request, errors);
        var pairs = PairsOf(request.Text, errors);
        var inputs = pairs is null ? Inputs(request, errors) : [];
        errors.ThrowIfAny();
        call.Ignore("priority", request.Priority is not null);

        var model = call.ModelOf(request);
        HeadRows.RequireWhole(model, call.Options);
        var rows = pairs is null ? await OfInputsAsync(call, model, inputs, request) : await OfPairsAsync(call, model, pairs);
        SglangEmbedding[] reply = [.. rows.Select((row, index) => new SglangEmbedding(row.Row, new() { Id = NameOf(request.Rid, index), PromptTokens = row.Tokens, Latency = call.Elapsed.TotalSeconds }))];
        if (IsOne(request))
            await call.AnswerAsync(reply[0], SglangJson.Default.SglangEmbedding);
        else
            await call.AnswerAsync(reply, SglangJson.Default.SglangEmbeddingArray);
    }

    private static void Check(SglangClassifyRequest request, RequestErrors errors)
    {
        var given = new[] { request.Text is not null, request.InputIds is not null, request.Conv is not null }.Count(isGiven => isGiven);
        if (given != 1)
            errors.Add("/text", given == 0 ? "text, input_ids or conv is required" : "text, input_ids and conv exclude each other; send one of them");
        if (request.ImageData is { ValueKind: not JsonValueKind.Null })
            errors.Add("/image_data", "models here read text only");
        if (request.Dimensions is not null)
            errors.Add("/dimensions", "rewards have no dimensions to leave out");
    }

    private static IReadOnlyList<WholeInput> Inputs(SglangClassifyRequest request, RequestErrors errors)
    {
        if (request.Conv is { } chats)
            return IsOne(request) ? [Chat(chats, "/conv", errors)] : Chats(chats, errors);
        return request.InputIds is { } ids
            ? InputField.Read(ids, "input_ids", addsSequenceTokens: false, errors)
            : InputField.Read(request.Text, "text", addsSequenceTokens: true, errors);
    }

    private static List<WholeInput> Chats(IReadOnlyList<JsonElement> chats, RequestErrors errors)
    {
        RequestChecks.CheckCount(chats.Count, "/conv", "chat", errors);
        List<WholeInput> inputs = [];
        foreach (var chat in chats.Take(RequestChecks.MaxItems))
        {
            if (errors.Full)
                break;
            if (chat.ValueKind != JsonValueKind.Array)
                errors.Add($"/conv/{inputs.Count}", "expected a chat: a list of messages");
            else
                inputs.Add(Chat([.. chat.EnumerateArray()], $"/conv/{inputs.Count}", errors));
        }
        return inputs;
    }

    private static WholeChat Chat(IReadOnlyList<JsonElement> messages, string pointer, RequestErrors errors) =>
        new(ChatField.Read(messages, pointer, errors), OpensReply: false, AddsSequenceTokens: false);

    /// <summary>The pairs, when the text is a list of lists; null when it is none.</summary>
    private static List<(string Problem, string Response)>? PairsOf(JsonElement? text, RequestErrors errors)
    {
        if (text is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0 || list[0].ValueKind != JsonValueKind.Array)
            return null;
        RequestChecks.CheckCount(list.GetArrayLength(), "/text", "pair", errors);
        List<(string, string)> pairs = [];
        foreach (var pair in list.EnumerateArray().Take(RequestChecks.MaxItems))
        {
            var pointer = $"/text/{pairs.Count}";
            if (errors.Full)
                break;
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2)
                errors.Add(pointer, "expected [problem, response]");
            else if (TextField.TryRead(pair[0], pointer + "/0", errors, out var problem) & TextField.TryRead(pair[1], pointer + "/1", errors, out var response))
                pairs.Add((problem!, response!));
        }
        return pairs;
    }

    private static async Task<IEnumerable<(float[] Row, long Tokens)>> OfInputsAsync(DialectCall call, ServedModel model, IReadOnlyList<WholeInput> inputs, SglangClassifyRequest request)
    {
        var field = request.Conv is not null ? "conv" : request.InputIds is not null ? "input_ids" : "text";
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = inputs, Field = field }, call.Context);
        return reply.Results.Select(result => (HeadRows.OfWhole(result, model, activates: false), (long)result.Tokens));
    }

    private static async Task<IEnumerable<(float[] Row, long Tokens)>> OfPairsAsync(DialectCall call, ServedModel model, List<(string, string)> pairs)
    {
        var scored = await PairScores.OfAsync(call, model, pairs, new() { IsRaw = true, WithLogits = true, Field = index => $"/text/{index}" });
        // Where a score takes several rows, they are no labels.
        var hasRows = model is { JudgesSteps: false, Generative: null, Composite: null } && model.Encoded.Readout!.RowsPerScore == 1;
        return scored.Results.Select((result, index) => (hasRows ? result.Logits!.ToArray() : [scored.Scores[index]], result.Usage!.Tokens));
    }

    private static bool IsOne(SglangClassifyRequest request) =>
        request.Text is { ValueKind: JsonValueKind.String }
        || (request.InputIds is { ValueKind: JsonValueKind.Array } ids && ids.GetArrayLength() > 0 && ids[0].ValueKind == JsonValueKind.Number)
        || request.Conv is [{ ValueKind: JsonValueKind.Object }, ..];

    private static string NameOf(JsonElement? rid, int index)
    {
        var name = rid switch
        {
            { ValueKind: JsonValueKind.String } one => TextField.StringOf(one),
            { ValueKind: JsonValueKind.Array } many when index < many.GetArrayLength() => TextField.StringOf(many[index]),
            _ => null,
        };
        return name ?? Guid.NewGuid().ToString("N");
    }
}
