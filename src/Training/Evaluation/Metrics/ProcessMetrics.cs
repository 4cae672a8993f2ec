namespace RewardServer.Training.Evaluation.Metrics;

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

    /// <summary>First-error accuracies over <paramref name="items"/> (true first error or -1, step scores). Without scores (null) it is wrong.</summary>
    public static FirstErrorScore FirstError(IReadOnlyList<(int FirstError, IReadOnlyList<float>? Scores)> items, float threshold) => new(
        Share(items.Where(i => i.FirstError >= 0), i => IsFound(i, threshold)),
        Share(items.Where(i => i.FirstError < 0), i => IsFound(i, threshold)));

    /// <summary>Share of labelled steps on the right side of <paramref name="threshold"/>; a step without a score (null) is on neither.</summary>
    public static double StepAccuracy(IEnumerable<(bool Good, float? Score)> steps, float threshold) =>
        Share(steps, s => s.Score is { } score && s.Good == (score >= threshold));

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

    private static bool IsFound((int FirstError, IReadOnlyList<float>? Scores) item, float threshold) =>
        item.Scores is { } scores && FirstBelow(scores, threshold) == item.FirstError;

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
