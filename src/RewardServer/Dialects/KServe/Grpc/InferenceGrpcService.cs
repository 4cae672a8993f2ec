using Grpc.Core;
using Inference;
using RewardServer.Errors;
using RewardServer.Health;

namespace RewardServer.Dialects.KServe.Grpc;

/// <summary>The Open Inference Protocol over gRPC; the same models, tensors and errors as over HTTP.</summary>
internal sealed class InferenceGrpcService(DialectServices services, ServerState state) : GRPCInferenceService.GRPCInferenceServiceBase
{
    /// <inheritdoc/>
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) => Task.FromResult(new ServerLiveResponse { Live = true });

    /// <inheritdoc/>
    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = services.Readiness.IsReady });

    /// <inheritdoc/>
    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        KServeModel.Resolve(services.Models, request.Name, request.Version);
        return Task.FromResult(new ModelReadyResponse { Ready = services.Readiness.IsReady });
    }

    /// <inheritdoc/>
    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(DescriptionMessages.OfServer());

    /// <inheritdoc/>
    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(KServeModel.Resolve(services.Models, request.Name, request.Version).ToMetadata());

    /// <inheritdoc/>
    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelConfigResponse { Config = KServeModel.Resolve(services.Models, request.Name, request.Version).ToConfig() });

    /// <inheritdoc/>
    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        var response = new RepositoryIndexResponse();
        response.Models.AddRange(services.Models.All.Where(model => model.CanScore).Select(model =>
            new RepositoryIndexResponse.Types.ModelIndex { Name = model.Name, Version = KServeModel.Version, State = "READY" }));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        InferAsync(request, context);

    /// <inheritdoc/>
    public override async Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requestStream,
        IServerStreamWriter<ModelStreamInferResponse> responseStream,
        ServerCallContext context)
    {
        using var ticket = state.EnterStream();
        await foreach (var request in DialectGrpc.ReadAllAsync(requestStream, state, context))
            await responseStream.WriteAsync(await AnswerAsync(request, context));
    }

    private async Task<ModelStreamInferResponse> AnswerAsync(ModelInferRequest request, ServerCallContext context)
    {
        try
        {
            return new() { InferResponse = await InferAsync(request, context) };
        }
        catch (ApiException exception)
        {
            // The request is known by its id, also when it failed.
            return new() { ErrorMessage = exception.Message, InferResponse = new() { Id = request.Id } };
        }
    }

    private async Task<ModelInferResponse> InferAsync(ModelInferRequest request, ServerCallContext context)
    {
        using var call = DialectGrpc.CallOf(services, KServeDialect.Key, context);
        var model = call.Take(() => KServeModel.Resolve(services.Models, request.ModelName, request.ModelVersion), found => found.Served);
        var reply = await InferStage.RunAsync(call, model, request.ToRequest());
        call.NameIgnored();
        return reply.ToMessage();
    }
}
