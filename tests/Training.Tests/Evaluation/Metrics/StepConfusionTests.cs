using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Tests.Evaluation.Metrics;

public sealed class StepConfusionTests
{
    [Fact]
    public void Steps_are_counted_and_scored_as_worked_out_by_hand()
    {
        var steps = StepConfusion.Of([true, true, false, true, false], new HashSet<int> { 1, 2 }) + StepConfusion.Of([false, true], new HashSet<int> { 0 });

        Assert.Equal(new StepConfusion(TruePositive: 3, FalsePositive: 1, TrueNegative: 2, FalseNegative: 1), steps);
        Assert.Equal(0.75, steps.F1, 12); // precision 3/4, recall 3/4
        Assert.Equal(2 / 3.0, steps.NegativeF1, 12); // precision 2/3, recall 2/3
        Assert.Equal((0.75 + 2 / 3.0) / 2, steps.Score, 12);
        Assert.Equal((0.75, 2 / 3.0), (steps.RightAccuracy, steps.WrongAccuracy));
    }

    [Fact]
    public void Ratios_of_nothing_are_minus_one()
    {
        var nothing = new StepConfusion(0, 0, 0, 0);
        var allRight = new StepConfusion(4, 0, 0, 0);
        var noneFound = new StepConfusion(0, 3, 0, 0);

        Assert.Equal((-1, -1, -1, -1), (nothing.F1, nothing.NegativeF1, nothing.RightAccuracy, nothing.WrongAccuracy));
        Assert.Equal((1, -1, 1, -1), (allRight.F1, allRight.NegativeF1, allRight.RightAccuracy, allRight.WrongAccuracy));
        // Precision 0 of right steps with recall -1; precision -1 of wrong steps with recall 0: both products are 0.
        Assert.Equal((0, 0), (noneFound.F1, noneFound.NegativeF1));
    }

    [Fact]
    public void All_called_wrong_has_no_precision_of_right_steps()
    {
        var steps = new StepConfusion(0, 0, 0, 5);

        Assert.Equal((0, 0), (steps.F1, steps.RightAccuracy)); // precision -1, recall 0
        Assert.Equal(0, steps.NegativeF1); // precision 0, recall -1
    }
}
