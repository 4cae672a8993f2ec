namespace RewardServer.Scoring.Verification;

/// <summary>
/// Whether two answers say the same, without one of them being the right one. Reflexive and symmetric, but not always transitive
/// (50% says 0.5 and 50 says 50%): group with <see cref="AnswerGroups"/>, where the first of a group stands for it.
/// An instance remembers what it has read and is not for several threads; make one a call.
/// </summary>
public interface IAnswerEquivalence
{
    /// <summary>Whether they say the same. What cannot be decided is not the same.</summary>
    bool AreEquivalent(string first, string second);
}
