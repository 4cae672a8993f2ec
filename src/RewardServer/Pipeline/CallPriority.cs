using RewardServer.Batching;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>How a caller says who waits for the answer: header <c>X-Priority</c>, over gRPC the metadata of that name.</summary>
internal static class CallPriority
{
    /// <summary>The header's name.</summary>
    public const string Header = "X-Priority";

    /// <summary>The lane of a value; null, when there is none, is interactive.</summary>
    /// <exception cref="ApiException">There is no such lane.</exception>
    public static BatchLane Parse(string? value) => value switch
    {
        null or "interactive" => BatchLane.Interactive,
        "train" => BatchLane.Train,
        _ => throw new ApiException(ScoringErrorCode.InvalidRequest, $"{Header} must be interactive or train"),
    };
}
