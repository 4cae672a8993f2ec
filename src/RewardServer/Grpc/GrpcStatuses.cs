using Grpc.Core;
using RewardServer.Dialects.Tei;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Grpc;

/// <summary>The gRPC status of an error: as the API's table says, but where a dialect's clients expect another one.</summary>
internal static class GrpcStatuses
{
    private const string Inference = "/inference.";
    private const string Tei = "/tei.v1.";

    /// <summary>Of an error in a call of a method.</summary>
    public static StatusCode Of(ApiException exception, string method) => exception switch
    {
        // Triton's clients try again when a server is unavailable.
        { Code: ScoringErrorCode.Overloaded } when IsOf(method, Inference) => StatusCode.Unavailable,
        TeiException { Status: StatusCodes.Status424FailedDependency } => StatusCode.FailedPrecondition,
        { Code: ScoringErrorCode.ModelError or ScoringErrorCode.UnparsableVerdict } when IsOf(method, Tei) => StatusCode.FailedPrecondition,
        _ => ErrorTable.Of(exception.Code).GrpcStatus,
    };

    private static bool IsOf(string method, string package) => method.StartsWith(package, StringComparison.Ordinal);
}
