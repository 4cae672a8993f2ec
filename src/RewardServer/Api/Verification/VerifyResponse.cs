namespace RewardServer.Api.Verification;

/// <summary>The verdicts on a call's answers.</summary>
internal sealed class VerifyResponse
{
    /// <summary>One verdict an answer, in order.</summary>
    public required IReadOnlyList<AnswerVerdict> Results { get; init; }
}
