using Grpc.Core;
using RewardServer.Scoring;

namespace RewardServer.Errors;

/// <summary>How one error is spelled on both transports.</summary>
/// <param name="Code">The error.</param>
/// <param name="Name">Its name in replies; stable.</param>
/// <param name="HttpStatus">Its HTTP status.</param>
/// <param name="GrpcStatus">Its gRPC status.</param>
/// <param name="Title">The same for every occurrence, for people.</param>
internal sealed record ErrorEntry(ScoringErrorCode Code, string Name, int HttpStatus, StatusCode GrpcStatus, string Title);
