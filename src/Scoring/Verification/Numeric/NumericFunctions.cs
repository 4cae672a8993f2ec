using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Numeric;

/// <summary>The functions of one argument by name.</summary>
internal static class NumericFunctions
{
    /// <summary>The value; null where there is none.</summary>
    public static Complex? Of(MathFunction function, Complex x, int precision) => function switch
    {
        MathFunction.Abs => ComplexFunctions.Absolute(x, precision),
        MathFunction.Sqrt => ComplexFunctions.SquareRoot(x, precision),
        MathFunction.Exp => ComplexFunctions.Exponential(x, precision),
        MathFunction.Ln => ComplexFunctions.Logarithm(x, precision),
        MathFunction.Percent => Complex.Divide(x, Real.Of(100), precision),
        MathFunction.Degrees => Complex.Divide(Complex.Multiply(x, RealFunctions.Pi(precision), precision), Real.Of(180), precision),
        MathFunction.Min or MathFunction.Max => x,
        MathFunction.Sinh or MathFunction.Cosh or MathFunction.Tanh or MathFunction.Coth => Hyperbolic(function, x, precision),
        MathFunction.Arcsin or MathFunction.Arccos or MathFunction.Arctan or MathFunction.Arccot or MathFunction.Arcsec or MathFunction.Arccsc => Inverse(function, x, precision),
        _ => Circular(function, x, precision),
    };

    private static Complex? Circular(MathFunction function, Complex x, int precision)
    {
        if (ComplexFunctions.SineCosine(x, precision) is not var (sine, cosine))
            return null;
        return function switch
        {
            MathFunction.Sin => sine,
            MathFunction.Cos => cosine,
            MathFunction.Tan => Complex.Divide(sine, cosine, precision),
            MathFunction.Cot => Complex.Divide(cosine, sine, precision),
            MathFunction.Sec => Complex.Divide(Complex.One, cosine, precision),
            MathFunction.Csc => Complex.Divide(Complex.One, sine, precision),
            _ => null,
        };
    }

    private static Complex? Hyperbolic(MathFunction function, Complex x, int precision)
    {
        if (ComplexFunctions.HyperbolicSineCosine(x, precision) is not var (sine, cosine))
            return null;
        return function switch
        {
            MathFunction.Sinh => sine,
            MathFunction.Cosh => cosine,
            MathFunction.Tanh => Complex.Divide(sine, cosine, precision),
            _ => Complex.Divide(cosine, sine, precision),
        };
    }

    private static Complex? Inverse(MathFunction function, Complex x, int precision)
    {
        var quarter = RealFunctions.Pi(precision).Scale(-1);
        switch (function)
        {
            case MathFunction.Arcsin:
                return ComplexFunctions.InverseSine(x, precision);
            case MathFunction.Arccos:
                return ComplexFunctions.InverseSine(x, precision) is { } angle ? Complex.Subtract(quarter, angle, precision) : null;
            case MathFunction.Arctan:
                return ComplexFunctions.InverseTangent(x, precision);
            case MathFunction.Arccot:
                return ComplexFunctions.InverseTangent(x, precision) is { } tangent ? Complex.Subtract(quarter, tangent, precision) : null;
            default:
                var inner = Complex.Divide(Complex.One, x, precision);
                return inner is { } inverse ? Inverse(function == MathFunction.Arcsec ? MathFunction.Arccos : MathFunction.Arcsin, inverse, precision) : null;
        }
    }
}
