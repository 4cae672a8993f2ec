namespace RewardServer.Dialects.Tei;

/// <summary><c>POST /rerank</c>.</summary>
internal static class RerankEndpoint
{
    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var request = call.Read(TeiJson.Default.TeiRerankRequest);
        var options = TeiOptions.Of(request.Truncate, request.TruncationDirection, request.RawScores);
        var model = call.ModelOf(request);
        var ranks = await Ranks.OfAsync(call, model, request.Query, request.Texts, options, request.ReturnText);
        ranks.Cost.WriteTo(call.Http.Response.Headers, model.Device);
        await call.AnswerAsync(ranks.Items, TeiJson.Default.RankArray);
    }
}
