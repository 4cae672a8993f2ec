namespace RewardServer.Dialects.Tei;

/// <summary><c>GET /info</c>.</summary>
internal static class InfoEndpoint
{
    /// <summary>Answers a request about the default model, or with <c>?model=</c> about another.</summary>
    public static Task HandleAsync(DialectCall call) =>
        call.AnswerAsync(call.Http.RequestServices.GetRequiredService<TeiInfo>().Of(call.ModelOf(null)), TeiJson.Default.InfoReply);
}
