using System.Numerics;
using CsCheck;
using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Numeric;

namespace RewardServer.Scoring.Tests.Verification;

/// <summary>The functions that formulas are compared by, against published digits and the processor's arithmetic.</summary>
public sealed class RealFunctionsTests
{
    private const int Precision = 256;

    // 2^-160 is less than 1e-48: all digits but the last ones of the references.
    private const long Close = -160;

    [Theory]
    [InlineData("pi", "3.14159265358979323846264338327950288419716939937510")]
    [InlineData("exp 1", "2.71828182845904523536028747135266249775724709369995")]
    [InlineData("sqrt 2", "1.41421356237309504880168872420969807856967187537694")]
    [InlineData("ln 2", "0.69314718055994530941723212145817656807550013436025")]
    [InlineData("ln 10", "2.30258509299404568401799145468436420760110148862877")]
    [InlineData("sin 1", "0.84147098480789650665250232163029899962256306079837")]
    [InlineData("cos 1", "0.54030230586813971740093660744297660373231042061792")]
    public void Digits_are_the_published_ones(string name, string digits)
    {
        var expected = Real.Of(Rational.Of(BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal), null), BigInteger.Pow(10, 50)), Precision);
        var actual = name switch
        {
            "pi" => RealFunctions.Pi(Precision),
            "exp 1" => RealFunctions.Exponential(Real.One, Precision)!.Value,
            "sqrt 2" => RealFunctions.SquareRoot(Real.Of(2), Precision),
            "ln 2" => RealFunctions.Logarithm(Real.Of(2), Precision)!.Value,
            "ln 10" => RealFunctions.Logarithm(Real.Of(10), Precision)!.Value,
            "sin 1" => RealFunctions.SineCosine(Real.One, Precision)!.Value.Sine,
            _ => RealFunctions.SineCosine(Real.One, Precision)!.Value.Cosine,
        };
        Assert.True(Real.Subtract(actual, expected, Precision).Magnitude <= Close, $"{name} is {actual.ToDouble()}");
    }

    [Fact]
    public void Values_are_the_processor_s_wherever_it_has_them() =>
        Gen.Int[-50_000, 50_000].Sample(thousandths =>
        {
            var (x, d) = (Real.Of(Rational.Of(thousandths, 1000), Precision), thousandths / 1000.0);
            var (sine, cosine) = RealFunctions.SineCosine(x, Precision)!.Value;
            Assert.Equal(Math.Sin(d), sine.ToDouble(), 1e-12);
            Assert.Equal(Math.Cos(d), cosine.ToDouble(), 1e-12);
            Assert.Equal(Math.Atan(d), RealFunctions.InverseTangent(x, Precision)!.Value.ToDouble(), 1e-12);
            Assert.Equal(1, RealFunctions.Exponential(x, Precision)!.Value.ToDouble() / Math.Exp(d), 1e-12);
            if (thousandths > 0)
            {
                Assert.Equal(Math.Log(d), RealFunctions.Logarithm(x, Precision)!.Value.ToDouble(), 1e-12);
                Assert.Equal(Math.Sqrt(d), RealFunctions.SquareRoot(x, Precision).ToDouble(), 1e-12);
            }
        });

    [Fact]
    public void What_is_known_to_more_digits_lies_within_what_is_known_to_fewer() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[1, 1_000_000]).Sample((n, d) =>
        {
            var (few, many) = (Values(Rational.Of(n, d), Precision), Values(Rational.Of(n, d), 2 * Precision));
            Assert.All(few.Zip(many), pair => Assert.True(Real.Subtract(pair.First, pair.Second, 2 * Precision).ContainsZero, $"{n}/{d}"));
        });

    private static Real[] Values(Rational value, int precision)
    {
        var x = Real.Of(value, precision);
        return [x, RealFunctions.SquareRoot(x, precision), RealFunctions.Logarithm(x, precision)!.Value, RealFunctions.InverseTangent(x, precision)!.Value, RealFunctions.SineCosine(x, precision)!.Value.Sine];
    }
}
