using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.LlamaFactory;

/// <summary><c>POST /v1/score/evaluation</c>.</summary>
internal static class ScoreEvaluationEndpoint
{
    // The client sends this whatever is served.
    private const string AnyModel = "model";

    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var request = call.Read(LlamaFactoryJson.Default.ScoreEvaluationRequest);
        Check(request);
        var model = ModelOf(call, request);
        var reply = await call.Pipeline.ReadAsync(
            new()
            {
                Model = model.Name,
                Inputs = [.. request.Messages!.Select(text => new WholeText(text, AddsSequenceTokens: false))],
                Field = "messages",
                Truncation = request.MaxLength is null ? Truncation.Error : Truncation.Right,
                MaxTokens = request.MaxLength,
            },
            call.Context);
        call.NoteTruncated(reply.Truncated);
        await call.AnswerAsync(
            new ScoreEvaluationReply($"scoreval-{Guid.NewGuid():N}", "score.evaluation", request.Model ?? model.Name, [.. reply.Results.Select(result => result.Score)]),
            LlamaFactoryJson.Default.ScoreEvaluationReply);
    }

    private static ServedModel ModelOf(DialectCall call, ScoreEvaluationRequest request)
    {
        var model = call.ModelOf(request.Model == AnyModel ? request with { Model = null } : request);
        if (model.Generative is not null)
            throw new NotScoringException($"the model '{model.Name}' writes; it is asked at {string.Join(", ", model.Info.Calls)}");
        HeadRows.RequireWhole(model, call.Options);
        return model;
    }

    private static void Check(ScoreEvaluationRequest request)
    {
        // As the client's own server says it.
        if (request.Messages is { Count: 0 })
            throw DialectCall.Refused("/messages", "Invalid request: there are no messages");
        var errors = new RequestErrors();
        TextList.Check(request.Messages, "/messages", "text", errors);
        if (request.MaxLength < 1)
            errors.Add("/max_length", "must be at least 1");
        errors.ThrowIfAny();
    }
}
