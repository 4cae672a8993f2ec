namespace RewardServer.Scoring.Verification.Exact;

/// <summary>The work one comparison may take was used up; never leaves the verifier.</summary>
internal sealed class WorkLimitException() : Exception("The work limit was reached.");
