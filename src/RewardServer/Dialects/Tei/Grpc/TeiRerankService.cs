using Grpc.Core;
using RewardServer.Health;
using RewardServer.Pipeline;
using Proto = Tei.V1;

namespace RewardServer.Dialects.Tei.Grpc;

/// <summary><c>tei.v1.Rerank</c>: by the default model.</summary>
internal sealed class TeiRerankService(DialectServices services, ServerState state) : Proto.Rerank.RerankBase
{
    /// <inheritdoc/>
    public override Task<Proto.RerankResponse> Rerank(Proto.RerankRequest request, ServerCallContext context) =>
        AnswerAsync(request.Query, request.Texts, TeiMessages.Options(request.Truncate, request.TruncationDirection, request.RawScores), request.ReturnText, context);

    /// <inheritdoc/>
    public override async Task<Proto.RerankResponse> RerankStream(IAsyncStreamReader<Proto.RerankStreamRequest> requestStream, ServerCallContext context)
    {
        using var ticket = state.EnterStream();
        Proto.RerankStreamRequest? first = null;
        var texts = new List<string>();
        await foreach (var request in DialectGrpc.ReadAllAsync(requestStream, state, context))
        {
            first ??= request;
            if (request.Query != first.Query)
                throw TeiException.Invalid($"text {texts.Count} of the stream has another query than the first; a stream has one");
            if (texts.Count == RequestChecks.MaxItems)
                throw TeiException.Invalid($"a stream has at most {RequestChecks.MaxItems} texts; open several");
            texts.Add(request.Text);
        }
        var options = first is null ? null : TeiMessages.Options(first.Truncate, first.TruncationDirection, first.RawScores);
        return await AnswerAsync(first?.Query ?? "", texts, options ?? TeiOptions.Of(null, null, isRaw: false), first?.ReturnText ?? false, context);
    }

    private async Task<Proto.RerankResponse> AnswerAsync(string query, IReadOnlyList<string> texts, TeiOptions options, bool withTexts, ServerCallContext context)
    {
        using var call = DialectGrpc.CallOf(services, TeiDialect.Key, context);
        return (await Ranks.OfAsync(call, call.ModelOf(null), query, texts, options, withTexts)).ToMessage();
    }
}
