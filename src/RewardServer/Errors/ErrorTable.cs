using Grpc.Core;
using RewardServer.Scoring;

namespace RewardServer.Errors;

/// <summary>The one table of errors: code, HTTP status, gRPC status and title. Nothing else maps an error to a transport.</summary>
internal static class ErrorTable
{
    private static readonly ErrorEntry[] Entries =
    [
        new(ScoringErrorCode.InvalidRequest, "invalid_request", 400, StatusCode.InvalidArgument, "The request is not valid."),
        new(ScoringErrorCode.TooLong, "too_long", 400, StatusCode.InvalidArgument, "The trajectory is too long for the model."),
        new(ScoringErrorCode.Unauthenticated, "unauthenticated", 401, StatusCode.Unauthenticated, "Valid credentials are needed."),
        new(ScoringErrorCode.Forbidden, "forbidden", 403, StatusCode.PermissionDenied, "This is not allowed."),
        new(ScoringErrorCode.UnknownModel, "unknown_model", 404, StatusCode.NotFound, "No such model is served."),
        new(ScoringErrorCode.FingerprintMismatch, "fingerprint_mismatch", 409, StatusCode.FailedPrecondition, "The model has another fingerprint."),
        new(ScoringErrorCode.PayloadTooLarge, "payload_too_large", 413, StatusCode.ResourceExhausted, "The request body is too large."),
        new(ScoringErrorCode.Overloaded, "overloaded", 429, StatusCode.ResourceExhausted, "Too much work is waiting."),
        new(ScoringErrorCode.ShuttingDown, "shutting_down", 503, StatusCode.Unavailable, "The server is stopping."),
        new(ScoringErrorCode.NotReady, "not_ready", 503, StatusCode.Unavailable, "The server is still starting."),
        new(ScoringErrorCode.DeadlineExceeded, "deadline_exceeded", 504, StatusCode.DeadlineExceeded, "The deadline passed."),
        new(ScoringErrorCode.ModelError, "model_error", 500, StatusCode.Internal, "The model failed."),
        new(ScoringErrorCode.UnparsableVerdict, "unparsable_verdict", 500, StatusCode.Internal, "The verifier wrote no readable verdict."),
    ];

    /// <summary>Every entry, in the order of <see cref="ScoringErrorCode"/>.</summary>
    public static IReadOnlyList<ErrorEntry> All => Entries;

    /// <summary>The entry of a code.</summary>
    public static ErrorEntry Of(ScoringErrorCode code) => Entries[(int)code];
}
