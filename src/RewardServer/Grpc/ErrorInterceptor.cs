using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;
using RewardServer.Errors;
using RewardServer.Scoring;
using RewardServer.Telemetry;

namespace RewardServer.Grpc;

/// <summary>The one place where what a gRPC call throws becomes a status, with the API's code in the trailers.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    /// <summary>Trailer that holds the API's error code.</summary>
    public const string CodeTrailer = "reward-error-code";

    /// <summary>Trailer that says when to try again, in milliseconds.</summary>
    public const string PushbackTrailer = "retry-pushback-ms";

    /// <summary>Trailer that says when to try again, in seconds.</summary>
    public const string RetryTrailer = "retry-after";

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Map(exception, context);
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Map(exception, context);
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Map(exception, context);
        }
    }

    private RpcException Map(Exception exception, ServerCallContext context)
    {
        if (exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested)
            return new(new Status(StatusCode.Cancelled, "the caller left"));
        if (exception is not ApiException api)
        {
            logger.CallFailed(exception);
            api = new(ScoringErrorCode.ModelError, "the server failed unexpectedly; its log says more");
        }
        var entry = ErrorTable.Of(api.Code);
        var trailers = new Metadata { { CodeTrailer, entry.Name } };
        if (api.RetryAfter is { } after)
        {
            trailers.Add(RetryTrailer, Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture));
            trailers.Add(PushbackTrailer, Math.Ceiling(after.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        }
        return new(new Status(GrpcStatuses.Of(api, context.Method), api.Message), trailers);
    }
}
