using RewardServer.Training.Experiments;

namespace RewardServer.Training.Tests.Experiments;

public sealed class ArmCurveTests
{
    [Fact]
    public void Point_is_told_with_the_range_of_its_seeds()
    {
        var curve = ArmCurve.Of("arm", [new Dictionary<int, double> { [0] = 1, [5] = 2 }, new Dictionary<int, double> { [0] = 1, [5] = 4 }]);

        Assert.Equal("1.0", curve.Text(0, "F1"));
        Assert.Equal("3.0 (2.0 to 4.0)", curve.Text(1, "F1"));
    }

    [Fact]
    public void Run_that_is_too_short_for_a_figure_leaves_its_place_empty()
    {
        var curve = ArmCurve.Of("arm", [new Dictionary<int, double>()]);

        Assert.Equal("", curve.Text(curve.Mean.Length - 1, "F1"));
    }
}
