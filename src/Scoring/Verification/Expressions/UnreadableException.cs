namespace RewardServer.Scoring.Verification.Expressions;

/// <summary>A text is no mathematics that is known here, or is beyond a limit; never leaves the verifier.</summary>
internal sealed class UnreadableException(string message, bool isLimit = false) : Exception(message)
{
    /// <summary>Whether a limit was met: the text may well mean something.</summary>
    public bool IsLimit => isLimit;
}
