using Google.Protobuf;
using Grpc.Core;

namespace RewardServer.Tests.Support;

/// <summary>Calls gRPC methods of which there is no client in this solution, by name.</summary>
internal static class GrpcCalls
{
    /// <summary>One request, one response.</summary>
    public static AsyncUnaryCall<TResponse> CallAsync<TRequest, TResponse>(this TestServer server, string service, string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        server.Channel.CreateCallInvoker().AsyncUnaryCall(MethodOf<TRequest, TResponse>(MethodType.Unary, service, method), null, new(cancellationToken: TestContext.Current.CancellationToken), request);

    /// <summary>A stream of requests, and what is answered to each.</summary>
    public static async Task<List<TResponse>> StreamAsync<TRequest, TResponse>(this TestServer server, string service, string method, params TRequest[] requests)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        using var call = server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(MethodOf<TRequest, TResponse>(MethodType.DuplexStreaming, service, method), null, new(cancellationToken: TestContext.Current.CancellationToken));
        foreach (var request in requests)
            await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        var responses = new List<TResponse>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            responses.Add(response);
        return responses;
    }

    /// <summary>A stream of requests, and the one response at its end.</summary>
    public static async Task<TResponse> GatherAsync<TRequest, TResponse>(this TestServer server, string service, string method, params TRequest[] requests)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        using var call = server.Channel.CreateCallInvoker().AsyncClientStreamingCall(MethodOf<TRequest, TResponse>(MethodType.ClientStreaming, service, method), null, new(cancellationToken: TestContext.Current.CancellationToken));
        foreach (var request in requests)
            await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    private static Method<TRequest, TResponse> MethodOf<TRequest, TResponse>(MethodType type, string service, string method)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(type, service, method, Marshaller<TRequest>(), Marshaller<TResponse>());

    private static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new() =>
        new(message => message.ToByteArray(), data => new MessageParser<T>(() => new T()).ParseFrom(data));
}
