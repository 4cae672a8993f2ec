namespace RewardServer.Dialects.Rerank;

/// <summary>The rerank calls that are answered with <see cref="RerankReply"/>.</summary>
internal static class RerankRoutes
{
    private static readonly string[] BodyKeys = ["documents"];

    /// <summary>A call at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="returnsDocuments">Whether documents come back when the request does not say.</param>
    /// <param name="isRaw">Whether logits stay logits when the request does not say.</param>
    /// <param name="atRoot">Whether it answers without the prefix too.</param>
    public static DialectRoute At(string path, bool returnsDocuments, bool isRaw = false, bool atRoot = true) => new(path, call => AnswerAsync(call, returnsDocuments, isRaw))
    {
        Keys = BodyKeys,
        AtRoot = atRoot,
        Request = typeof(RerankRequest),
        Reply = typeof(RerankReply),
        Summary = "Orders documents by the score the model gives them as responses to the query",
        Description = "The query is the problem, each document a response: an outcome model gives its value, a process model the aggregate of its steps.",
    };

    private static async Task AnswerAsync(DialectCall call, bool returnsDocuments, bool isRaw)
    {
        var request = call.Read(RerankJson.Default.RerankRequest);
        var ranking = await Ranking.OfAsync(call, request, isRaw);
        var withDocuments = request.ReturnDocuments ?? returnsDocuments;
        await call.AnswerAsync(new RerankReply
        {
            Id = $"rerank-{Guid.NewGuid():N}",
            Model = ranking.ModelName,
            Created = call.Created,
            Results = [.. ranking.Best.Select(index => new RerankResult
            {
                Index = index,
                RelevanceScore = ranking.Scores[index],
                Document = withDocuments ? new(ranking.Documents[index]) : null,
            })],
            Usage = new(ranking.Tokens.Sum(), ranking.Tokens.Sum()),
        }, RerankJson.Default.RerankReply);
    }
}
