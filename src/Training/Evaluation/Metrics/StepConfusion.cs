namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>PRMBench's counts of steps (arXiv 2501.03124), "positive" being a step that is right. A ratio of nothing is -1, as its authors have it.</summary>
/// <param name="TruePositive">Right steps called right.</param>
/// <param name="FalsePositive">Wrong steps called right.</param>
/// <param name="TrueNegative">Wrong steps called wrong.</param>
/// <param name="FalseNegative">Right steps called wrong.</param>
internal sealed record StepConfusion(int TruePositive, int FalsePositive, int TrueNegative, int FalseNegative)
{
    /// <summary>The value of a ratio that is not defined.</summary>
    public const double Undefined = -1;

    /// <summary>Of finding right steps.</summary>
    public double F1 => HarmonicMean(Ratio(TruePositive, FalsePositive), Ratio(TruePositive, FalseNegative));

    /// <summary>Of finding wrong steps.</summary>
    public double NegativeF1 => HarmonicMean(Ratio(TrueNegative, FalseNegative), Ratio(TrueNegative, FalsePositive));

    /// <summary>Share of the right steps called right.</summary>
    public double RightAccuracy => Ratio(TruePositive, FalseNegative);

    /// <summary>Share of the wrong steps called wrong.</summary>
    public double WrongAccuracy => Ratio(TrueNegative, FalsePositive);

    /// <summary>PRMScore: the mean of <see cref="F1"/> and <see cref="NegativeF1"/>.</summary>
    public double Score => (F1 + NegativeF1) / 2;

    /// <summary>Counts one solution's steps.</summary>
    /// <param name="isCalledRight">What the model says of each step.</param>
    /// <param name="wrongSteps">The wrong ones, from 0.</param>
    public static StepConfusion Of(IReadOnlyList<bool> isCalledRight, IReadOnlySet<int> wrongSteps)
    {
        int Count(bool isRight, bool isCalled) => isCalledRight.Where((called, k) => called == isCalled && wrongSteps.Contains(k) != isRight).Count();
        return new StepConfusion(Count(true, true), Count(false, true), Count(false, false), Count(true, false));
    }

    /// <summary>Both added up.</summary>
    public static StepConfusion operator +(StepConfusion a, StepConfusion b) => new(
        a.TruePositive + b.TruePositive, a.FalsePositive + b.FalsePositive, a.TrueNegative + b.TrueNegative, a.FalseNegative + b.FalseNegative);

    private static double Ratio(int hits, int others) => hits + others == 0 ? Undefined : (double)hits / (hits + others);

    private static double HarmonicMean(double a, double b) => a + b == 0 ? Undefined : 2 * a * b / (a + b);
}
