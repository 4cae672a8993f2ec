using Grpc.Core;
using RewardServer.Health;
using Proto = Tei.V1;

namespace RewardServer.Dialects.Tei.Grpc;

/// <summary><c>tei.v1.Predict</c>: of the default model.</summary>
internal sealed class TeiPredictService(DialectServices services, ServerState state) : Proto.Predict.PredictBase
{
    /// <inheritdoc/>
    public override Task<Proto.PredictResponse> Predict(Proto.PredictRequest request, ServerCallContext context) =>
        AnswerAsync([request.Inputs], TeiMessages.Options(request.Truncate, request.TruncationDirection, request.RawScores), context);

    /// <inheritdoc/>
    public override Task<Proto.PredictResponse> PredictPair(Proto.PredictPairRequest request, ServerCallContext context) =>
        AnswerAsync(request.Inputs, TeiMessages.Options(request.Truncate, request.TruncationDirection, request.RawScores), context);

    /// <inheritdoc/>
    public override async Task PredictStream(IAsyncStreamReader<Proto.PredictRequest> requestStream, IServerStreamWriter<Proto.PredictResponse> responseStream, ServerCallContext context)
    {
        using var ticket = state.EnterStream();
        await foreach (var request in DialectGrpc.ReadAllAsync(requestStream, state, context))
            await responseStream.WriteAsync(await Predict(request, context));
    }

    /// <inheritdoc/>
    public override async Task PredictPairStream(IAsyncStreamReader<Proto.PredictPairRequest> requestStream, IServerStreamWriter<Proto.PredictResponse> responseStream, ServerCallContext context)
    {
        using var ticket = state.EnterStream();
        await foreach (var request in DialectGrpc.ReadAllAsync(requestStream, state, context))
            await responseStream.WriteAsync(await PredictPair(request, context));
    }

    private async Task<Proto.PredictResponse> AnswerAsync(IReadOnlyList<string> texts, TeiOptions options, ServerCallContext context)
    {
        using var call = DialectGrpc.CallOf(services, TeiDialect.Key, context);
        return (await Predictions.OfAsync(call, call.ModelOf(null), [PredictInputs.Of(texts)], options)).ToMessage();
    }
}
