using Grpc.Core;
using RewardServer.Health;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Pipeline.Verification;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>The API over gRPC; like the HTTP endpoints it only translates and calls the pipeline.</summary>
internal sealed class RewardGrpcService(ScoringPipeline pipeline, VerificationPipeline verification, ServerState state, ModelCatalog models, ModelReloader reloader, TimeProvider time)
    : Proto.RewardService.RewardServiceBase
{
    /// <inheritdoc/>
    public override async Task<Proto.ScoreResponse> Score(Proto.ScoreRequest request, ServerCallContext context) =>
        (await pipeline.ScoreAsync(FromProto.Request(request), ContextOf(context))).ToProto();

    /// <inheritdoc/>
    public override async Task ScoreStream(
        IAsyncStreamReader<Proto.ScoreStreamRequest> requestStream,
        IServerStreamWriter<Proto.ScoreStreamResponse> responseStream,
        ServerCallContext context)
    {
        using var ticket = state.EnterStream();
        using var stream = new ScoringStream(pipeline, models, state, time, ContextOf(context), context.GetHttpContext().Request.BodyReader);
        await stream.RunAsync(requestStream, responseStream);
    }

    /// <inheritdoc/>
    public override async Task<Proto.ComparePairsResponse> ComparePairs(Proto.ComparePairsRequest request, ServerCallContext context) =>
        (await pipeline.CompareAsync(FromProto.Request(request), ContextOf(context))).ToProto();

    /// <inheritdoc/>
    public override async Task<Proto.SelectBestResponse> SelectBest(Proto.SelectBestRequest request, ServerCallContext context) =>
        (await pipeline.SelectAsync(request.ToRequest(), ContextOf(context))).ToProto();

    /// <inheritdoc/>
    public override async Task<Proto.ComputeRewardsResponse> ComputeRewards(Proto.ComputeRewardsRequest request, ServerCallContext context) =>
        (await pipeline.RewardAsync(request.ToRequest(), ContextOf(context))).ToProto();

    /// <inheritdoc/>
    public override async Task<Proto.VerifyAnswersResponse> VerifyAnswers(Proto.VerifyAnswersRequest request, ServerCallContext context) =>
        (await verification.VerifyAsync(request.ToRequest(), ContextOf(context))).ToProto();

    /// <inheritdoc/>
    public override Task<Proto.ListModelsResponse> ListModels(Proto.ListModelsRequest request, ServerCallContext context)
    {
        var response = new Proto.ListModelsResponse();
        response.Models.AddRange(models.All.Select(model => model.Info.ToProto()));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<Proto.Model> GetModel(Proto.GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(models.Resolve(request.Name).Info.ToProto());

    /// <inheritdoc/>
    public override async Task<Proto.ReloadModelResponse> ReloadModel(Proto.ReloadModelRequest request, ServerCallContext context)
    {
        var reply = await reloader.ReloadAsync(request.Name, new() { Folder = request.Folder.Length == 0 ? null : request.Folder }, ContextOf(context));
        return new() { Model = reply.Model, Fingerprint = reply.Fingerprint, PreviousFingerprint = reply.PreviousFingerprint };
    }

    // The transport itself cancels a call whose deadline has passed; the pipeline is told, so that it does not start the work.
    private CallContext ContextOf(ServerCallContext context) =>
        new("grpc", time.GetTimestamp(), GrpcDeadline.TimeoutOf(context, time), context.CancellationToken)
        {
            Lane = CallPriority.Parse(context.RequestHeaders.GetValue(CallPriority.Header.ToLowerInvariant())),
        };
}
