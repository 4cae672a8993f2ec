namespace RewardServer.Training.Evaluation;

/// <summary>Measures of a process reward model against exact step labels. Undefined measures are NaN.</summary>
internal static class ProcessMetrics
{
    /// <summary>First step whose score is below <paramref name="threshold"/>, or -1.</summary>
    public static int FirstBelow(IReadOnlyList<float> scores, float threshold)
    {
        for (var i = 0; i < scores.Count; i++)
        {
            if (scores[i] < threshold)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>First-error accuracies over <paramref name="items"/> (true first error or -1, step scores).</summary>
    public static FirstErrorScore FirstError(IReadOnlyList<(int FirstError, IReadOnlyList<float> Scores)> items, float threshold) => new(
        Share(items.Where(i => i.FirstError >= 0), i => FirstBelow(i.Scores, threshold) == i.FirstError),
        Share(items.Where(i => i.FirstError < 0), i => FirstBelow(i.Scores, threshold) < 0));

    /// <summary>
    /// The threshold with the highest first-error F1 among 99 at equal distances inside the scores' range, [0, 1] for probabilities; of equal ones
    /// the lowest.
    /// </summary>
    public static float BestThreshold(IReadOnlyList<(int FirstError, IReadOnlyList<float> Scores)> items)
    {
        var (low, high) = (items.Min(i => i.Scores.Min()), items.Max(i => i.Scores.Max()));
        (low, high) = low >= 0 && high <= 1 ? (0, 1) : (low, high);
        return Enumerable.Range(1, 99).Select(hundredths => low + (hundredths / 100f * (high - low))).MaxBy(threshold => FirstError(items, threshold).F1);
    }

    /// <summary>Share of labelled steps on the right side of <paramref name="threshold"/>.</summary>
    public static double StepAccuracy(IEnumerable<(bool Good, float Score)> steps, float threshold) =>
        Share(steps, s => s.Good == (s.Score >= threshold));

    /// <summary>
    /// Area under the ROC curve: the probability that a good step scores above a bad one, ties counting half (Mann-Whitney).
    /// </summary>
    public static double AreaUnderCurve(IEnumerable<(bool Good, float Score)> steps)
    {
        var sorted = steps.OrderBy(s => s.Score).ToArray();
        double good = sorted.Count(s => s.Good), bad = sorted.Length - good;
        double wins = 0, badBelow = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            double tiedGood = 0;
            for (; end < sorted.Length && sorted[end].Score == sorted[start].Score; end++)
            {
                tiedGood += sorted[end].Good ? 1 : 0;
            }

            var tiedBad = end - start - tiedGood;
            wins += tiedGood * (badBelow + tiedBad / 2);
            badBelow += tiedBad;
            start = end;
        }

        return wins / (good * bad);
    }

    private static double Share<T>(IEnumerable<T> items, Func<T, bool> isHit)
    {
        var (hits, all) = (0, 0);
        foreach (var item in items)
        {
            hits += isHit(item) ? 1 : 0;
            all++;
        }

        return (double)hits / all;
    }
}
