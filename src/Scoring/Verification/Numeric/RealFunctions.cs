using System.Numerics;

namespace RewardServer.Scoring.Verification.Numeric;

/// <summary>
/// Elementary functions of real balls, from their series in fixed point with guard bits. Null means that the error is too large or the
/// argument too far out to say anything.
/// </summary>
internal static class RealFunctions
{
    /// <summary>The most bits ever asked for.</summary>
    public const int MaxPrecision = 1024;

    // Bits behind the last one asked for; a series and its argument's reduction lose fewer than half of them.
    private const int Guard = 48;
    private const int SeriesErrorBits = 24;
    private const int MaxArgumentBits = 40;
    private const int ConstantBits = MaxPrecision + 256;
    private const int ConstantError = 1 << 16;

    private static readonly BigInteger PiFixed = (16 * InverseTangentOfInverse(5)) - (4 * InverseTangentOfInverse(239));
    private static readonly BigInteger LogTwoFixed = 2 * HyperbolicTangentOfInverse(3);

    public static Real Pi(int precision) => new Real(PiFixed, ConstantError, -ConstantBits).Round(precision);

    /// <summary>The square root of a ball that is not all below zero.</summary>
    public static Real SquareRoot(Real x, int precision)
    {
        if (x.IsExactZero)
            return Real.Zero;
        if (x.ContainsZero)
        {
            var upper = BigInteger.Abs(x.Middle) + x.Radius;
            var odd = (int)(x.Exponent & 1);
            return new(BigInteger.Zero, IntegerRoot(upper << odd) + 1, (x.Exponent - odd) / 2);
        }
        var shift = Math.Max(0, (2 * (precision + 8)) - (int)x.Middle.GetBitLength());
        if (((x.Exponent - shift) & 1) != 0)
            shift++;
        var root = IntegerRoot(x.Middle << shift);
        return new Real(root, ((x.Radius << shift) / root) + 2, (x.Exponent - shift) / 2).Round(precision);
    }

    /// <summary>e^x.</summary>
    public static Real? Exponential(Real x, int precision)
    {
        if (x.Magnitude > MaxArgumentBits || IsVague(x))
            return null;
        var fraction = precision + Guard + (int)Math.Max(0, x.Magnitude);
        var logTwo = LogTwoFixed >> (ConstantBits - fraction);
        var argument = x.ToFixed(fraction);
        var turns = (long)Floor(argument, logTwo);
        var rest = argument - (turns * logTwo);
        // e^rest = (e^(rest / 2^8))^(2^8)
        var sum = ExponentialSeries(rest >> 8, fraction);
        for (var i = 0; i < 8; i++)
            sum = (sum * sum) >> fraction;
        return Widen(sum, x, sum, fraction, precision) is { } value ? value.Scale(turns) : null;
    }

    /// <summary>The natural logarithm of a ball above zero.</summary>
    public static Real? Logarithm(Real x, int precision)
    {
        if (!x.IsPositive || IsVagueRatio(x))
            return null;
        var bits = (int)x.Middle.GetBitLength();
        var turns = x.Exponent + bits;
        var fraction = precision + Guard;
        // x = y 2^turns with y in [1/2, 1); eight roots bring y within 2^-8 of 1.
        var y = fraction >= bits ? x.Middle << (fraction - bits) : x.Middle >> (bits - fraction);
        for (var i = 0; i < 8; i++)
            y = IntegerRoot(y << fraction);
        var one = BigInteger.One << fraction;
        var z = ((y - one) << fraction) / (y + one);
        var logarithm = OddSeries(z, fraction, isAlternating: false) << 9;
        var result = new Real(logarithm, BigInteger.One << SeriesErrorBits, -fraction);
        var whole = Real.Multiply(Real.Of(turns), new Real(LogTwoFixed, ConstantError, -ConstantBits), fraction);
        var relative = x.IsExact ? Real.Zero : new Real(BigInteger.Zero, (x.Radius << fraction) / (x.Middle - x.Radius) + 1, -fraction);
        return Real.Add(Real.Add(result, whole, fraction), relative, precision);
    }

    /// <summary>The angle in (-π/2, π/2) with this tangent.</summary>
    public static Real? InverseTangent(Real x, int precision)
    {
        if (x.Magnitude > 1 && !x.ContainsZero)
        {
            var inverse = InverseTangent(Real.Divide(Real.One, x, precision + 8), precision);
            var quarter = Pi(precision + 8).Scale(-1);
            return inverse is { } angle ? Real.Subtract(x.Middle.Sign < 0 ? -quarter : quarter, angle, precision) : null;
        }
        if (IsVague(x))
            return null;
        var fraction = precision + Guard;
        var one = BigInteger.One << fraction;
        var t = x.ToFixed(fraction);
        // atan t = 2 atan(t / (1 + sqrt(1 + t^2)))
        for (var i = 0; i < 6; i++)
            t = (t << fraction) / (one + IntegerRoot((one << fraction) + (t * t)));
        return Widen(OddSeries(t, fraction, isAlternating: true) << 6, x, one, fraction, precision);
    }

    /// <summary>Sine and cosine.</summary>
    public static (Real Sine, Real Cosine)? SineCosine(Real x, int precision)
    {
        if (x.Magnitude > MaxArgumentBits || IsVague(x))
            return null;
        var fraction = precision + Guard + (int)Math.Max(0, x.Magnitude);
        var quarter = PiFixed >> (ConstantBits - fraction + 1);
        var argument = x.ToFixed(fraction);
        var turns = Floor(argument + (quarter >> 1), quarter);
        var (sine, cosine) = SineCosineSeries(argument - (turns * quarter), fraction);
        (sine, cosine) = (int)(((turns % 4) + 4) % 4) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
        var one = BigInteger.One << fraction;
        return Widen(sine, x, one, fraction, precision) is { } s && Widen(cosine, x, one, fraction, precision) is { } c ? (s, c) : null;
    }

    /// <summary>A series' value with the argument's error times the slope, and the error of the series itself.</summary>
    private static Real? Widen(BigInteger value, Real argument, BigInteger slope, int fraction, int precision)
    {
        // Twice the slope covers how it changes inside a ball narrower than 2^-8.
        var error = Real.Multiply(new(BigInteger.Zero, argument.Radius, argument.Exponent), new(2 * BigInteger.Abs(slope), BigInteger.Zero, -fraction), 64);
        var lost = SeriesErrorBits + (int)Math.Max(0, argument.Magnitude);
        return Real.Add(new(value, BigInteger.One << lost, -fraction), error, precision);
    }

    private static bool IsVague(Real x) => !x.IsExact && x.Radius.GetBitLength() + x.Exponent > -8;

    private static bool IsVagueRatio(Real x) => !x.IsExact && x.Radius.GetBitLength() > x.Middle.GetBitLength() - 8;

    private static BigInteger ExponentialSeries(BigInteger x, int fraction)
    {
        var term = BigInteger.One << fraction;
        var sum = term;
        for (var n = 1; !term.IsZero && term != BigInteger.MinusOne; n++)
            sum += term = ((term * x) >> fraction) / n;
        return sum;
    }

    /// <summary>x ± x³/3 + x⁵/5 …</summary>
    private static BigInteger OddSeries(BigInteger x, int fraction, bool isAlternating)
    {
        var square = (x * x) >> fraction;
        if (isAlternating)
            square = -square;
        var (sum, power) = (x, x);
        for (var n = 3; !power.IsZero && power != BigInteger.MinusOne; n += 2)
            sum += (power = (power * square) >> fraction) / n;
        return sum;
    }

    private static (BigInteger Sine, BigInteger Cosine) SineCosineSeries(BigInteger x, int fraction)
    {
        var term = BigInteger.One << fraction;
        var (sine, cosine) = (BigInteger.Zero, term);
        for (var n = 1; !term.IsZero && term != BigInteger.MinusOne; n++)
        {
            term = ((term * x) >> fraction) / n;
            var signed = n % 4 < 2 ? term : -term;
            if (n % 2 == 1)
                sine += signed;
            else
                cosine += signed;
        }
        return (sine, cosine);
    }

    private static BigInteger Floor(BigInteger value, BigInteger unit)
    {
        var quotient = BigInteger.DivRem(value, unit, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    private static BigInteger InverseTangentOfInverse(int n) => InverseSeries(n, isAlternating: true);

    private static BigInteger HyperbolicTangentOfInverse(int n) => InverseSeries(n, isAlternating: false);

    private static BigInteger InverseSeries(int n, bool isAlternating)
    {
        var power = (BigInteger.One << ConstantBits) / n;
        var sum = power;
        for (var k = 3; !power.IsZero; k += 2)
        {
            power /= isAlternating ? -n * n : n * n;
            sum += power / k;
        }
        return sum;
    }

    /// <summary>The largest whole number whose square is not above the value.</summary>
    internal static BigInteger IntegerRoot(BigInteger value)
    {
        if (value.Sign <= 0)
            return BigInteger.Zero;
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
