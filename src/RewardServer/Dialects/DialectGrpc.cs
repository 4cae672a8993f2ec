using Grpc.Core;
using RewardServer.Errors;
using RewardServer.Grpc;
using RewardServer.Health;
using RewardServer.Scoring;

namespace RewardServer.Dialects;

/// <summary>Calls of dialects that came over gRPC; what a dialect says in headers goes into the reply's metadata.</summary>
internal static class DialectGrpc
{
    /// <summary>A call as dialects see it.</summary>
    public static DialectCall CallOf(DialectServices services, string dialect, ServerCallContext context) => new(
        context.GetHttpContext(),
        body: null,
        new(dialect, services.Time.GetTimestamp(), GrpcDeadline.TimeoutOf(context, services.Time), context.CancellationToken),
        services);

    /// <summary>The messages of a stream until it ends; a stream does not hold a stopping server.</summary>
    /// <exception cref="ApiException">The server has stopped.</exception>
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(IAsyncStreamReader<T> messages, ServerState state, ServerCallContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, state.Drained);
        while (await MoveNextAsync(messages, state, ended.Token))
            yield return messages.Current;
    }

    // The reader's own cancellation would abort the connection, and the client would never learn why.
    private static async Task<bool> MoveNextAsync<T>(IAsyncStreamReader<T> messages, ServerState state, CancellationToken ended)
    {
        try
        {
            return await messages.MoveNext(CancellationToken.None).WaitAsync(ended);
        }
        catch (OperationCanceledException) when (state.Drained.IsCancellationRequested)
        {
            throw new ApiException(ScoringErrorCode.ShuttingDown, "the server is stopping; open the stream at another replica");
        }
    }
}
