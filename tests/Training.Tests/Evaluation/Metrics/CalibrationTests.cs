using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Tests.Evaluation.Metrics;

public sealed class CalibrationTests
{
    [Fact]
    public void Error_is_the_weighted_gap_worked_out_by_hand()
    {
        // Bin [0, 0.25): 0.1, 0.2, one right: |1/2 - 0.15| = 0.35, weight 2/5. Bin [0.75, 1]: 0.8, 0.9, 1, two right: |2/3 - 0.9| = 0.2333, weight 3/5.
        var calibration = Calibration.Measure([(0.1, false), (0.2, true), (0.8, true), (0.9, false), (1, true)], 4);

        Assert.Equal(0.4 * 0.35 + 0.6 * (0.9 - 2 / 3.0), calibration.ExpectedError, 12);
        Assert.Equal(0.35, calibration.LargestError, 12);
        Assert.Equal((0.01 + 0.64 + 0.04 + 0.81 + 0) / 5, calibration.Brier, 12);
        Assert.Equal([2, 0, 0, 3], calibration.Bins.Select(b => b.Count));
        Assert.True(double.IsNaN(calibration.Bins[1].Gap)); // empty, and in neither figure
    }

    [Fact]
    public void Certain_probabilities_fall_into_the_outer_bins()
    {
        var calibration = Calibration.Measure([(0, false), (1, true), (0.5, true), (0.1, false)], 10);

        Assert.Equal((1, 1, 1, 1), (calibration.Bins[0].Count, calibration.Bins[9].Count, calibration.Bins[5].Count, calibration.Bins[1].Count));
        Assert.Equal(0, Calibration.Measure([(0, false), (1, true)], 10).ExpectedError);
        Assert.Equal(1, Calibration.Measure([(0, true), (1, false)], 10).ExpectedError);
        Assert.Equal(1, Calibration.Measure([(0, true), (1, false)], 10).Brier);
    }

    [Fact]
    public void One_bin_compares_the_means() =>
        Assert.Equal(0.25, Calibration.Measure([(0.25, true), (0.75, true), (0.25, false), (0.75, true)], 1).ExpectedError, 12);

    [Fact]
    public void Of_nothing_nothing_is_known()
    {
        var calibration = Calibration.Measure([], 10);

        Assert.Equal(10, calibration.Bins.Count);
        Assert.True(double.IsNaN(calibration.ExpectedError) && double.IsNaN(calibration.LargestError) && double.IsNaN(calibration.Brier));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0000001)]
    [InlineData(double.NaN)]
    public void What_is_no_probability_is_refused(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.Measure([(probability, true)], 10));
}
