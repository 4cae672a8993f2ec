namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>
/// Finds the threshold with the highest first-error F1 exactly, in one sweep. With scores s and first error e a trajectory is judged right by
/// the thresholds τ in <c>(s_e, min over j &lt; e of s_j]</c>, one without an error by those up to <c>min s</c>: F1 changes at scores only.
/// </summary>
internal static class ThresholdSearch
{
    /// <summary>The middle of the interval with the highest F1; of equal ones the lowest interval.</summary>
    /// <param name="items">True first error or -1, and step scores; without scores (null) it is never right. Some have an error and some have not.</param>
    /// <exception cref="InvalidDataException">All have an error, or none has.</exception>
    public static float Best(IReadOnlyList<(int FirstError, IReadOnlyList<float>? Scores)> items)
    {
        int errors = items.Count(i => i.FirstError >= 0), corrects = items.Count - errors;
        if (errors == 0 || corrects == 0)
        {
            throw new InvalidDataException("A threshold can only be chosen on solutions of which some have an error and some have none.");
        }

        var intervals = items.Where(i => i.Scores is not null).Select(i => (HasError: i.FirstError >= 0, Range: RightBetween(i.FirstError, i.Scores!))).Where(i => i.Range.Low < i.Range.High).ToArray();
        float[] edges = [.. intervals.SelectMany(i => new[] { i.Range.Low, i.Range.High }).Where(float.IsFinite).Distinct().Order()];
        return edges.Length == 0 ? 0 : Middle(edges, BestPiece(intervals, edges, errors, corrects));
    }

    /// <summary>The thresholds, above Low and up to High, that judge a trajectory right.</summary>
    private static (float Low, float High) RightBetween(int firstError, IReadOnlyList<float> scores) => firstError < 0
        ? (float.NegativeInfinity, scores.Min())
        : (scores[firstError], scores.Take(firstError).DefaultIfEmpty(float.PositiveInfinity).Min());

    /// <summary>Piece i lies above edge i - 1 and reaches up to edge i.</summary>
    private static int BestPiece((bool HasError, (float Low, float High) Range)[] intervals, float[] edges, int errors, int corrects)
    {
        var (found, passed) = (new int[edges.Length + 2], new int[edges.Length + 2]); // changes at the start of each piece
        foreach (var (hasError, (low, high)) in intervals)
        {
            var changes = hasError ? found : passed;
            changes[float.IsFinite(low) ? Array.BinarySearch(edges, low) + 1 : 0]++;
            changes[float.IsFinite(high) ? Array.BinarySearch(edges, high) + 1 : edges.Length + 1]--;
        }

        var (best, bestF1, errorsFound, correctPassed) = (0, -1.0, 0, 0);
        for (var piece = 0; piece <= edges.Length; piece++)
        {
            errorsFound += found[piece];
            correctPassed += passed[piece];
            var f1 = new FirstErrorScore((double)errorsFound / errors, (double)correctPassed / corrects).F1;
            (best, bestF1) = f1 > bestF1 ? (piece, f1) : (best, bestF1);
        }

        return best;
    }

    private static float Middle(float[] edges, int piece)
    {
        if (piece == 0 || piece == edges.Length)
        {
            return piece == 0 ? edges[0] : float.BitIncrement(edges[^1]);
        }

        var middle = (float)(((double)edges[piece - 1] + edges[piece]) / 2);
        return middle > edges[piece - 1] ? middle : edges[piece]; // neighbouring numbers have no middle
    }
}
