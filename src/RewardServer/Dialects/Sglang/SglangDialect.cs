using System.Text.Json.Nodes;
using RewardServer.Dialects.OpenAi;
using RewardServer.Dialects.Rerank;
using RewardServer.Dialects.Vllm;
using RewardServer.Errors;

namespace RewardServer.Dialects.Sglang;

/// <summary>SGLang: its own classify, which does not activate, and the calls it took over from others.</summary>
internal sealed class SglangDialect : IDialect
{
    /// <summary>Its name.</summary>
    public const string Key = "sglang";

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public string Title => "SGLang";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/classify", SglangClassify.AnswerAsync)
        {
            Methods = ["POST", "PUT"],
            Keys = ["text", "input_ids", "conv"],
            Request = typeof(SglangClassifyRequest),
            Reply = typeof(SglangEmbedding[]),
            Summary = "The head's outputs for whole inputs, without activation",
            Description = "One object when the input is one text, else a list.",
        },
        new("/v1/classify", ClassifyAsync)
        {
            Keys = ["input", "messages"],
            Request = typeof(VllmClassifyRequest),
            Reply = typeof(VllmClassifyReply),
            Summary = "Probabilities of the head's outputs for whole inputs",
            Description = "Always activated. One logit gets a sigmoid, where SGLang's softmax would always say 1; the header `x-compat-note` says so.",
        },
        new("/v1/score", ScoreAsync)
        {
            Keys = ["query"],
            Request = typeof(SglangScoreRequest),
            Reply = typeof(SglangScoreReply),
            Summary = "How likely label tokens are behind a query with each item",
        },
        EmbeddingsRoutes.At("/v1/embeddings", atRoot: false),
        new("/v1/rerank", RerankAsync)
        {
            Keys = ["documents"],
            AtRoot = false,
            Request = typeof(RerankRequest),
            Reply = typeof(SglangRank[]),
            Summary = "Orders documents by the score the model gives them as responses to the query",
            Description = "A bare list.",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception)
    {
        var status = DialectErrors.StatusOf(exception.Code);
        var type = DialectErrors.TypeOf(status);
        return new(status, new JsonObject
        {
            ["object"] = "error",
            ["message"] = exception.Message,
            ["type"] = status < StatusCodes.Status500InternalServerError ? type.Replace("Error", "", StringComparison.Ordinal) : type,
            ["param"] = null,
            ["code"] = status,
        });
    }

    private static async Task ClassifyAsync(DialectCall call)
    {
        var request = call.Read(VllmJson.Default.VllmClassifyRequest);
        if (call.ModelOf(request).Input.Manifest.Graph.Outputs == 1)
            call.Http.Response.Headers["x-compat-note"] = "single-logit-sigmoid";
        await VllmClassify.AnswerAsync(call, request, activates: true);
    }

    private static async Task ScoreAsync(DialectCall call)
    {
        var request = call.Read(SglangJson.Default.SglangScoreRequest);
        if (request.ReturnPooledHiddenStates)
            throw DialectCall.Refused("/return_pooled_hidden_states", "hidden states are not returned");
        var model = call.ModelOf(request);
        if (request.LabelTokenIds is null)
            HeadRows.RequireWhole(model, call.Options);
        var scored = await LabelScores.OfAsync(call, model, new(request.Query, request.Items, request.LabelTokenIds, request.ItemFirst, request.ApplySoftmax));
        await call.AnswerAsync(new SglangScoreReply { Scores = scored.Scores, Model = request.Model ?? model.Name, Usage = VllmUsage.Of(scored.Tokens) }, SglangJson.Default.SglangScoreReply);
    }

    private static async Task RerankAsync(DialectCall call)
    {
        var request = call.Read(RerankJson.Default.RerankRequest);
        var ranking = await Ranking.OfAsync(call, request);
        SglangRank[] reply = [.. ranking.Best.Select(index => new SglangRank
        {
            Score = ranking.Scores[index],
            Document = request.ReturnDocuments is false ? null : ranking.Documents[index],
            Index = index,
            MetaInfo = new() { Id = Guid.NewGuid().ToString("N"), PromptTokens = ranking.Tokens[index], Latency = call.Elapsed.TotalSeconds },
        })];
        await call.AnswerAsync(reply, SglangJson.Default.SglangRankArray);
    }
}
