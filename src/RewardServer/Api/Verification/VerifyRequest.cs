namespace RewardServer.Api.Verification;

/// <summary>Answers to check against known right ones. No model is asked.</summary>
internal sealed class VerifyRequest
{
    /// <summary>The answers, 1 to 1024.</summary>
    public IReadOnlyList<AnswerRequest?>? Answers { get; set; }

    /// <summary>The verifier's name. Default: <c>math</c>.</summary>
    /// <example>math</example>
    public string? Verifier { get; set; }

    /// <summary>How answers are found and compared. Default: the verifier's defaults.</summary>
    public VerifierOptionsRequest? Options { get; set; }
}
