using RewardServer.Api;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.OpenRlhf;

/// <summary><c>POST /get_reward</c>.</summary>
internal static class GetRewardEndpoint
{
    // The client gives up after 180 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(170);

    private static readonly GetRewardReply Nothing = new([], [], new Dictionary<string, float[]>());

    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var request = call.Read(OpenRlhfJson.Default.GetRewardRequest);
        Check(request);
        call.Context = call.Context with { Patience = Patience };
        var reply = request.Query!.Count == 0 ? Nothing : await RewardAsync(call, request);
        await call.AnswerAsync(reply, OpenRlhfJson.Default.GetRewardReply);
    }

    private static Task<GetRewardReply> RewardAsync(DialectCall call, GetRewardRequest request)
    {
        var model = call.ModelOf(request);
        // A process, generative or composed model needs to know where the response begins.
        if (model.JudgesSteps || model.Generative is not null || model.Composite is not null)
            return OfPairsAsync(call, model, request);
        call.Ignore("prompts", request.Prompts is not null);
        call.Ignore("labels", request.Labels is not null);
        return OfTextsAsync(call, model, request.Query!);
    }

    private static async Task<GetRewardReply> OfTextsAsync(DialectCall call, ServedModel model, IReadOnlyList<string> texts)
    {
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = [.. texts.Select(text => new WholeText(text, AddsSequenceTokens: false))], Field = "query" }, call.Context);
        float[] rewards = [.. reply.Results.Select(result => result.Score)];
        return new(rewards, Scores(model, rewards), new Dictionary<string, float[]> { ["tokens"] = [.. reply.Results.Select(result => (float)result.Tokens)] });
    }

    private static async Task<GetRewardReply> OfPairsAsync(DialectCall call, ServedModel model, GetRewardRequest request)
    {
        if (request.Prompts is null)
            throw DialectCall.Refused("/prompts", $"the model '{model.Name}' ({model.Info.Kind}) judges a response by itself and needs prompts to know where each begins; OpenRLHF sends them from version 0.6.0 on");
        var options = new PairOptions { Field = item => $"/query/{item}" };
        var reply = await options.InItsWordsAsync(() => call.Pipeline.ScoreAsync(
            new() { Model = model.Name, Trajectories = [.. request.Query!.Select((query, item) => Trajectory(model, request, query, item))] }, call.Context));
        float[] rewards = [.. reply.Results!.Select(result => result.Score!.Value)];
        return new(rewards, Scores(model, rewards), StepFigures.Of(reply.Results!));
    }

    private static TrajectoryRequest Trajectory(ServedModel model, GetRewardRequest request, string query, int item)
    {
        var prompt = request.Prompts![item];
        if (!query.StartsWith(prompt, StringComparison.Ordinal))
            throw DialectCall.Refused($"/query/{item}", "it does not begin with its prompt, so that nothing says where the response begins");
        var response = RenderedText.WithoutEnd(model, query[prompt.Length..]);
        if (RenderedText.FindControlToken(model, prompt + response) is { } token)
            throw DialectCall.Refused($"/query/{item}", $"it is rendered with the control token {token}, and the model '{model.Name}' lays problem and steps out itself; send prompts without a chat template");
        return new() { Problem = prompt, Response = response, ReferenceAnswer = request.Labels is { } labels && TextField.StringOf(labels[item]) is { Length: > 0 } label ? label : null };
    }

    private static float[] Scores(ServedModel model, float[] rewards) => Array.ConvertAll(rewards, reward => model.Scale switch
    {
        RewardScale.Logit => Activation.Sigmoid(reward),
        RewardScale.Signed => (reward + 1) / 2,
        _ => reward,
    });

    private static void Check(GetRewardRequest request)
    {
        var errors = new RequestErrors();
        if (request.Query is null)
            errors.Add("/query", "this field is required");
        else if (request.Query.Count > RequestChecks.MaxItems)
            throw new ApiException(ScoringErrorCode.PayloadTooLarge, $"/query: {request.Query.Count} are more than the {RequestChecks.MaxItems} a call may have; send several calls");
        TextList.CheckEach(request.Query, "/query", errors);
        TextList.CheckEach(request.Prompts, "/prompts", errors);
        CheckLength(request.Prompts?.Count, "/prompts", request, errors);
        CheckLength(request.Labels?.Count, "/labels", request, errors);
        errors.ThrowIfAny();
    }

    private static void CheckLength(int? length, string pointer, GetRewardRequest request, RequestErrors errors)
    {
        if (length is { } given && request.Query is { } query && given != query.Count)
            errors.Add(pointer, $"it has {given} entries, and query has {query.Count}");
    }
}
