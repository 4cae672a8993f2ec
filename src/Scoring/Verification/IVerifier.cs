namespace RewardServer.Scoring.Verification;

/// <summary>
/// A rule that checks answers against a known right one. Instances are immutable and may be shared between threads; the same input
/// gives the same verdict, always. No input makes them throw or work without bound.
/// </summary>
public interface IVerifier
{
    /// <summary>The name it is asked for by.</summary>
    string Name { get; }

    /// <summary>Finds the answer in a whole response and compares it.</summary>
    /// <param name="response">The response; empty has no answer and is incorrect.</param>
    /// <param name="referenceAnswer">The known right answer; null or empty makes the verdict unverifiable.</param>
    Verdict VerifyResponse(string? response, string? referenceAnswer);

    /// <summary>Compares an answer that is already extracted.</summary>
    /// <param name="answer">The answer; null or empty is incorrect.</param>
    /// <param name="referenceAnswer">The known right answer; null or empty makes the verdict unverifiable.</param>
    Verdict VerifyAnswer(string? answer, string? referenceAnswer);
}
