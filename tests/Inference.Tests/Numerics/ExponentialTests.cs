using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;

namespace RewardServer.Inference.Tests.Numerics;

public class ExponentialTests
{
    [Fact]
    public void Error_is_below_two_units_in_the_last_place()
    {
        for (var x = 0f; x >= -86.5f; x -= 0.00037f)
        {
            var exact = Math.Exp(x);
            var unit = MathF.BitIncrement((float)exact) - (double)(float)exact;
            Assert.InRange(Math.Abs(Narrow(x) - exact) / unit, 0, 2);
            Assert.Equal(Narrow(x), Wide(x));
        }
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-86.7f, 0f)]
    [InlineData(-1000f, 0f)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Edges_are_exact(float x, float expected)
    {
        Assert.Equal(expected, Narrow(x));
        Assert.Equal(expected, Wide(x));
    }

    private static float Narrow(float x) => Exponential<Lanes256, Vector256<float>>.OfNonPositive(x);

    private static float Wide(float x) => Exponential<Lanes512, Vector512<float>>.OfNonPositive(x);
}
