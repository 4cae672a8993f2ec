using Grpc.Core;

namespace RewardServer.Grpc;

/// <summary>The caller's deadline over gRPC.</summary>
internal static class GrpcDeadline
{
    /// <summary>The time within which the caller wants the answer; null: there is no end.</summary>
    public static TimeSpan? TimeoutOf(ServerCallContext context, TimeProvider time)
    {
        if (context.Deadline == DateTime.MaxValue)
            return null;
        var left = context.Deadline - time.GetUtcNow().UtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1);
    }
}
