using RewardServer.Scoring.Verification;

namespace RewardServer.Training.Rollouts;

/// <summary>Whether a solution comes to the right answer, by the rules of the math verifier.</summary>
internal static class AnswerCheck
{
    private static readonly IVerifier Verifier = Verifiers.Create(Verifiers.Math).Value;

    /// <summary>Whether the answer found in a solution equals the reference answer; one that cannot be compared does not.</summary>
    public static bool IsRight(IReadOnlyList<string> steps, string referenceAnswer) =>
        Verifier.VerifyResponse(string.Join('\n', steps), referenceAnswer).Status == VerdictStatus.Correct;

    /// <summary>Whether answers can be compared with a reference answer at all: it equals itself.</summary>
    public static bool CanCompare(string referenceAnswer) => Verifier.VerifyAnswer(referenceAnswer, referenceAnswer).Status == VerdictStatus.Correct;
}
