using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Numeric;

/// <summary>Functions of complex balls, principal values; null where a function has no value or none can be told.</summary>
internal static class ComplexFunctions
{
    private const int MaxWholeExponent = 4096;

    public static Complex? Exponential(Complex z, int precision)
    {
        if (RealFunctions.Exponential(z.Re, precision) is not { } size)
            return null;
        if (z.IsReal)
            return size;
        return RealFunctions.SineCosine(z.Im, precision) is var (sine, cosine)
            ? new(Real.Multiply(size, cosine, precision), Real.Multiply(size, sine, precision))
            : null;
    }

    public static Complex? Logarithm(Complex z, int precision)
    {
        if (z.IsReal && z.Re.IsPositive)
            return RealFunctions.Logarithm(z.Re, precision) is { } real ? real : null;
        return RealFunctions.Logarithm(z.SquaredSize(precision), precision) is { } size && Angle(z, precision) is { } angle
            ? new(size.Scale(-1), angle)
            : null;
    }

    public static Complex? SquareRoot(Complex z, int precision)
    {
        if (z.IsReal && !z.Re.IsNegative)
            return RealFunctions.SquareRoot(z.Re, precision);
        if (z.IsReal)
            return new(Real.Zero, RealFunctions.SquareRoot(-z.Re, precision));
        return Logarithm(z, precision) is { } logarithm ? Exponential(new(logarithm.Re.Scale(-1), logarithm.Im.Scale(-1)), precision) : null;
    }

    /// <summary>The n-th root; for an odd n the root of a negative number is negative.</summary>
    public static Complex? Root(Complex z, int n, int precision)
    {
        if (n == 2)
            return SquareRoot(z, precision);
        if (z is { IsReal: true, Re.IsExactZero: true })
            return Complex.Zero;
        if (z.IsReal && z.Re.IsNegative && n % 2 == 1)
            return Root(-z, n, precision) is { } root ? -root : null;
        return Logarithm(z, precision) is { } logarithm && Complex.Divide(logarithm, Real.Of(n), precision) is { } part ? Exponential(part, precision) : null;
    }

    /// <summary>A power whose exponent is a known fraction.</summary>
    public static Complex? Power(Complex z, Rational exponent, int precision)
    {
        if (exponent.Sign < 0)
            return Power(z, -exponent, precision) is { } inverse ? Complex.Divide(Complex.One, inverse, precision) : null;
        if (exponent.TryGetInt(out var whole) && whole <= MaxWholeExponent)
            return whole == 0 && z.ContainsZero ? null : z.Power(whole, precision);
        if (exponent.Numerator <= MaxWholeExponent && exponent.Denominator <= MaxWholeExponent)
            return Root(z, (int)exponent.Denominator, precision)?.Power((int)exponent.Numerator, precision);
        return Power(z, Complex.Of(exponent, precision), precision);
    }

    /// <summary>e^(w log z).</summary>
    public static Complex? Power(Complex z, Complex w, int precision)
    {
        if (z is { IsReal: true, Re.IsExactZero: true })
            return w.Re.IsPositive ? Complex.Zero : null;
        return Logarithm(z, precision) is { } logarithm ? Exponential(Complex.Multiply(w, logarithm, precision), precision) : null;
    }

    public static (Complex Sine, Complex Cosine)? SineCosine(Complex z, int precision)
    {
        if (z.IsReal)
            return RealFunctions.SineCosine(z.Re, precision) is var (sine, cosine) ? (sine, cosine) : null;
        // With w = e^(iz): sin z = (w - 1/w) / 2i, cos z = (w + 1/w) / 2.
        if (Exponential(new(-z.Im, z.Re), precision) is not { } w || Complex.Divide(Complex.One, w, precision) is not { } inverse)
            return null;
        var (difference, sum) = (Complex.Subtract(w, inverse, precision), Complex.Add(w, inverse, precision));
        return (new(difference.Im.Scale(-1), -difference.Re.Scale(-1)), new(sum.Re.Scale(-1), sum.Im.Scale(-1)));
    }

    public static (Complex Sine, Complex Cosine)? HyperbolicSineCosine(Complex z, int precision)
    {
        if (Exponential(z, precision) is not { } w || Complex.Divide(Complex.One, w, precision) is not { } inverse)
            return null;
        var (difference, sum) = (Complex.Subtract(w, inverse, precision), Complex.Add(w, inverse, precision));
        return (new(difference.Re.Scale(-1), difference.Im.Scale(-1)), new(sum.Re.Scale(-1), sum.Im.Scale(-1)));
    }

    /// <summary>The angle whose sine this is, for real arguments from -1 to 1.</summary>
    public static Complex? InverseSine(Complex z, int precision)
    {
        if (!z.IsReal)
            return null;
        // asin x = atan(x / sqrt(1 - x²)); at the ends a quarter turn.
        var rest = Real.Subtract(Real.One, Real.Multiply(z.Re, z.Re, precision), precision);
        if (rest.IsExactZero)
            return z.Re.Middle.Sign < 0 ? -RealFunctions.Pi(precision).Scale(-1) : RealFunctions.Pi(precision).Scale(-1);
        return rest.IsPositive && RealFunctions.InverseTangent(Real.Divide(z.Re, RealFunctions.SquareRoot(rest, precision), precision), precision) is { } angle ? angle : null;
    }

    public static Complex? InverseTangent(Complex z, int precision) =>
        z.IsReal && RealFunctions.InverseTangent(z.Re, precision) is { } angle ? angle : null;

    public static Complex Absolute(Complex z, int precision) =>
        z.IsReal ? (z.Re.Middle.Sign < 0 ? -z.Re : z.Re) : RealFunctions.SquareRoot(z.SquaredSize(precision), precision);

    /// <summary>The angle in (-π, π]; null when the ball touches the cut.</summary>
    private static Real? Angle(Complex z, int precision)
    {
        var pi = RealFunctions.Pi(precision);
        if (z.Re.IsPositive)
            return RealFunctions.InverseTangent(Real.Divide(z.Im, z.Re, precision), precision);
        if (!z.Im.ContainsZero)
        {
            // atan2(y, x) = ±π/2 - atan(x / y)
            var quarter = z.Im.IsPositive ? pi.Scale(-1) : -pi.Scale(-1);
            return RealFunctions.InverseTangent(Real.Divide(z.Re, z.Im, precision), precision) is { } angle ? Real.Subtract(quarter, angle, precision) : null;
        }
        return z.IsReal && z.Re.IsNegative ? pi : null;
    }
}
