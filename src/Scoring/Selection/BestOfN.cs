namespace RewardServer.Scoring.Selection;

/// <summary>Finds the best of several candidates. Pure.</summary>
public static class BestOfN
{
    /// <summary>
    /// Ranks the candidates: in a vote by the weight of their answer, then by score, then by index; otherwise by score, then by index.
    /// Of answers that weigh the same the one that was given first wins. Candidates without an answer come last in a vote; when no
    /// candidate has one, scores decide. Fails with <see cref="ScoringErrorCode.ModelError"/> when a weight is too large for a float.
    /// </summary>
    /// <param name="method">How answers are weighed.</param>
    /// <param name="scores">Finite scores, at least one. [candidates]</param>
    /// <param name="groups">Per candidate the index of its answer, numbered from 0 by first appearance; -1 for one without an answer. [candidates]</param>
    public static ScoringResult<Selection> Select(ISelectionMethod method, ReadOnlySpan<float> scores, ReadOnlySpan<int> groups)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentOutOfRangeException.ThrowIfZero(scores.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(groups.Length, scores.Length);
        var weights = method.Weigh(scores, groups);
        var shown = Array.ConvertAll(weights, weight => (float)weight);
        if (Array.Exists(shown, weight => !float.IsFinite(weight)))
            return new ScoringError(ScoringErrorCode.ModelError, $"The scores are too large: the weights of '{method.Name}' do not fit a float.");

        var (s, g) = (scores.ToArray(), groups.ToArray());
        var ranking = Enumerable.Range(0, s.Length);
        if (method.IsVote)
            ranking = ranking.OrderByDescending(i => g[i] < 0 ? double.NegativeInfinity : weights[g[i]]).ThenBy(i => g[i] < 0 ? int.MaxValue : g[i]).ThenByDescending(i => s[i]);
        else
            ranking = ranking.OrderByDescending(i => s[i]);
        // Sorting is stable: what is equal stays in the order of the candidates.
        return new Selection([.. ranking], shown);
    }

    /// <summary>The k candidates of the highest scores; ties go to the lower index.</summary>
    /// <param name="scores">Finite scores. [candidates]</param>
    /// <param name="k">How many; 1 or more.</param>
    /// <returns>Whether each candidate is one of them. [candidates]</returns>
    public static bool[] Top(ReadOnlySpan<float> scores, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var s = scores.ToArray();
        var top = new bool[s.Length];
        foreach (var i in Enumerable.Range(0, s.Length).OrderByDescending(i => s[i]).Take(k))
            top[i] = true;
        return top;
    }
}
