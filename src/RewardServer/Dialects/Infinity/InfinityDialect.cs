using System.Text.Json.Nodes;
using RewardServer.Dialects.Reading;
using RewardServer.Dialects.Rerank;
using RewardServer.Errors;
using RewardServer.Pipeline;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Infinity;

/// <summary>Infinity: classify and rerank. What is too long is cut, as it does, and named in <c>x-truncated</c>.</summary>
internal sealed class InfinityDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "infinity";

    /// <inheritdoc/>
    public string Title => "Infinity";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/classify", ClassifyAsync)
        {
            Keys = ["input"],
            AtRoot = false,
            WhenPreferred = true,
            Request = typeof(InfinityClassifyRequest),
            Reply = typeof(InfinityClassifyReply),
            Summary = "The labels of whole inputs with their scores",
        },
        new("/rerank", RerankAsync)
        {
            Keys = ["documents"],
            AtRoot = false,
            WhenPreferred = true,
            Request = typeof(RerankRequest),
            Reply = typeof(InfinityRerankReply),
            Summary = "Orders documents by the score the model gives them as responses to the query",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception)
    {
        var status = exception.Code switch
        {
            ScoringErrorCode.InvalidRequest or ScoringErrorCode.TooLong => StatusCodes.Status422UnprocessableEntity,
            ScoringErrorCode.UnknownModel => StatusCodes.Status400BadRequest,
            ScoringErrorCode.Overloaded => StatusCodes.Status429TooManyRequests,
            _ => DialectErrors.StatusOf(exception.Code),
        };
        return new(status, new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = exception.Message, ["type"] = DialectErrors.TypeOf(status), ["param"] = null, ["code"] = status },
        });
    }

    private static async Task ClassifyAsync(DialectCall call)
    {
        var request = call.Read(InfinityJson.Default.InfinityClassifyRequest);
        var errors = new RequestErrors();
        RequestChecks.CheckCount(request.Input?.Count, "/input", "text", errors);
        var texts = (request.Input ?? []).Take(RequestChecks.MaxItems).Select((value, index) => TextField.TryRead(value, $"/input/{index}", errors, out var text) ? text : "").ToArray();
        errors.ThrowIfAny();
        var model = call.ModelOf(request);
        HeadRows.RequireWhole(model, call.Options);
        var reply = await call.Pipeline.ReadAsync(new() { Model = model.Name, Inputs = [.. texts.Select(text => new WholeText(text, AddsSequenceTokens: true))], Truncation = Truncation.Right }, call.Context);
        call.NoteTruncated(reply.Truncated);
        await call.AnswerAsync(new InfinityClassifyReply
        {
            Model = request.Model ?? model.Name,
            Data = [.. reply.Results.Select(result => Labels(HeadRows.OfWhole(result, model, !request.RawScores)))],
            Usage = new(reply.Tokens, reply.Tokens),
            Created = call.Created,
        }, InfinityJson.Default.InfinityClassifyReply);
    }

    private static InfinityLabel[] Labels(float[] row) =>
        [.. row.Select((score, index) => new InfinityLabel(score, $"LABEL_{index}")).OrderByDescending(label => label.Score)];

    private static async Task RerankAsync(DialectCall call)
    {
        var request = call.Read(RerankJson.Default.RerankRequest) with { TruncatePromptTokens = -1 };
        var ranking = await Ranking.OfAsync(call, request);
        await call.AnswerAsync(new InfinityRerankReply
        {
            Model = ranking.ModelName,
            Results = [.. ranking.Best.Select(index => new InfinityRank(ranking.Scores[index], index, request.ReturnDocuments is true ? ranking.Documents[index] : null))],
            Usage = new(ranking.Tokens.Sum(), ranking.Tokens.Sum()),
            Created = call.Created,
        }, InfinityJson.Default.InfinityRerankReply);
    }
}
