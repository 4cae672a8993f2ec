using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Tests.Evaluation.Metrics;

public sealed class ProcessMetricsTests
{
    [Fact]
    public void First_error_score_is_the_harmonic_mean_of_both_accuracies()
    {
        (int, IReadOnlyList<float>?)[] items =
        [
            (1, [0.9f, 0.2f, 0.1f]), // found
            (0, [0.9f, 0.2f]),       // found too late
            (2, [0.9f, 0.8f, 0.7f]), // missed
            (0, [0.4f]),             // found
            (-1, [0.9f, 0.8f]),      // passed
            (-1, [0.5f]),            // at the threshold is not below it
            (-1, [0.9f, 0.1f]),      // false alarm
        ];

        var score = ProcessMetrics.FirstError(items, 0.5f);

        Assert.Equal(0.5, score.ErrorAccuracy, 12);
        Assert.Equal(2 / 3.0, score.CorrectAccuracy, 12);
        Assert.Equal(4 / 7.0, score.F1, 12); // 2 * 1/2 * 2/3 / (1/2 + 2/3)
    }

    [Fact]
    public void Solution_without_scores_is_judged_wrong_whichever_it_is()
    {
        var score = ProcessMetrics.FirstError([(1, [0.9f, 0.1f]), (0, null), (-1, [0.9f]), (-1, null)], 0.5f);

        Assert.Equal((0.5, 0.5), (score.ErrorAccuracy, score.CorrectAccuracy));
        Assert.Equal(0.5, ProcessMetrics.StepAccuracy([(true, 0.9f), (true, null), (false, 0.1f), (false, null)], 0.5f));
    }

    [Fact]
    public void First_error_score_of_nothing_found_is_zero_and_of_nothing_to_find_undefined()
    {
        Assert.Equal(0, new FirstErrorScore(0, 0).F1);
        Assert.Equal(1, new FirstErrorScore(1, 1).F1);
        Assert.True(double.IsNaN(ProcessMetrics.FirstError([(-1, [0.9f])], 0.5f).F1));
    }

    [Fact]
    public void Step_accuracy_counts_both_sides_of_the_threshold() =>
        Assert.Equal(0.75, ProcessMetrics.StepAccuracy([(true, 0.5f), (true, 0.4f), (false, 0.4f), (false, 0f)], 0.5f), 12);

    [Fact]
    public void Area_under_curve_counts_pairs_and_halves_ties()
    {
        // Pairs good > bad: 0.9 beats both; 0.5 beats 0.1 and ties 0.5: (2 + 1.5) / 4.
        Assert.Equal(3.5 / 4, ProcessMetrics.AreaUnderCurve([(true, 0.9f), (true, 0.5f), (false, 0.5f), (false, 0.1f)]), 12);
        Assert.Equal(0.5, ProcessMetrics.AreaUnderCurve([(true, 1f), (false, 1f)]), 12);
        Assert.Equal(0, ProcessMetrics.AreaUnderCurve([(true, 0f), (false, 1f)]), 12);
        Assert.True(double.IsNaN(ProcessMetrics.AreaUnderCurve([(true, 1f)])));
    }
}
