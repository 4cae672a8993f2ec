namespace RewardServer.Scoring.Verification;

/// <summary>What a verifier concludes.</summary>
public enum VerdictStatus
{
    /// <summary>The answer is equal to the reference answer.</summary>
    Correct,

    /// <summary>It is not, or the response has no answer.</summary>
    Incorrect,

    /// <summary>The verifier cannot tell: no usable reference answer, too long or too nested, or the work it may do was used up.</summary>
    Unverifiable,
}
