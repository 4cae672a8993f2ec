using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification;

/// <summary>Puts equal answers together.</summary>
public static class AnswerGroups
{
    /// <summary>
    /// The group of each answer, numbered from 0 by first appearance. An answer joins the first group whose first member it equals.
    /// Null (no answer was found) is in no group: -1. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> when comparing so many
    /// different answers takes too much work.
    /// </summary>
    /// <param name="answers">The answers, in the order that decides who stands for a group.</param>
    /// <param name="equivalence">When two answers are equal; <see cref="Verifiers.CreateEquivalence"/> makes the mathematical one.</param>
    public static ScoringResult<int[]> Of(IReadOnlyList<string?> answers, IAnswerEquivalence equivalence)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(equivalence);
        try
        {
            return new(Group(answers, equivalence));
        }
        catch (WorkLimitException)
        {
            return new ScoringError(
                ScoringErrorCode.InvalidRequest,
                $"Comparing {answers.Distinct().Count()} different answers takes more work than is allowed; send fewer candidates, answers in a plain form, or a top_k.");
        }
    }

    private static int[] Group(IReadOnlyList<string?> answers, IAnswerEquivalence equivalence)
    {
        var groups = new int[answers.Count];
        var representatives = new List<string>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < groups.Length; i++)
        {
            if (answers[i] is not { } answer)
            {
                groups[i] = -1;
                continue;
            }
            if (!known.TryGetValue(answer, out var group))
            {
                group = representatives.FindIndex(first => equivalence.AreEquivalent(first, answer));
                if (group < 0)
                {
                    group = representatives.Count;
                    representatives.Add(answer);
                }
                known.Add(answer, group);
            }
            groups[i] = group;
        }
        return groups;
    }
}
