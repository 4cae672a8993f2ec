using System.Numerics;
using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Numeric;

/// <summary>
/// A real number known up to an error: every value in (<see cref="Middle"/> ± <see cref="Radius"/>) · 2^<see cref="Exponent"/> may be
/// meant. Operations keep the promise that the true result lies inside, so two balls that do not touch are proven to differ.
/// </summary>
internal readonly record struct Real(BigInteger Middle, BigInteger Radius, long Exponent)
{
    private const int RadiusBits = 30;
    private const long MaxExponent = 1L << 55;

    public static Real Zero => default;

    public static Real One { get; } = new(BigInteger.One, BigInteger.Zero, 0);

    public bool IsExact => Radius.IsZero;

    /// <summary>Zero and nothing else.</summary>
    public bool IsExactZero => Middle.IsZero && Radius.IsZero;

    public bool ContainsZero => BigInteger.Abs(Middle) <= Radius;

    /// <summary>All of it above zero.</summary>
    public bool IsPositive => Middle > Radius;

    /// <summary>All of it below zero.</summary>
    public bool IsNegative => -Middle > Radius;

    /// <summary>A bound: every value's size is below 2^this.</summary>
    public long Magnitude => IsExactZero ? long.MinValue / 4 : (BigInteger.Abs(Middle) + Radius).GetBitLength() + Exponent;

    public static Real Of(BigInteger value) => new(value, BigInteger.Zero, 0);

    public static Real Of(Rational value, int precision) => value.IsInteger
        ? Of(value.Numerator).Round(precision)
        : Divide(Of(value.Numerator), Of(value.Denominator), precision);

    /// <summary>Keeps so many bits, and no more than the error leaves meaning to.</summary>
    public Real Round(int precision)
    {
        if (Math.Abs(Exponent) > MaxExponent)
            throw new WorkLimitException();
        var shift = Math.Max(BigInteger.Abs(Middle).GetBitLength() - precision, Radius.GetBitLength() - RadiusBits);
        return shift <= 0 ? this : new(Middle >> (int)shift, (Radius >> (int)shift) + 2, Exponent + shift);
    }

    public static Real operator -(Real a) => a with { Middle = -a.Middle };

    public static Real Add(Real a, Real b, int precision)
    {
        if (a.IsExactZero)
            return b;
        if (b.IsExactZero)
            return a;
        // What lies far below the other's last bit only adds to the error.
        var floor = Math.Max(a.Magnitude, b.Magnitude) - precision - RadiusBits;
        (a, b) = (a.Coarsen(floor), b.Coarsen(floor));
        var exponent = Math.Min(a.Exponent, b.Exponent);
        var (left, right) = ((int)(a.Exponent - exponent), (int)(b.Exponent - exponent));
        return new Real((a.Middle << left) + (b.Middle << right), (a.Radius << left) + (b.Radius << right), exponent).Round(precision);
    }

    public static Real Subtract(Real a, Real b, int precision) => Add(a, -b, precision);

    public static Real Multiply(Real a, Real b, int precision) => new Real(
        a.Middle * b.Middle,
        (BigInteger.Abs(a.Middle) * b.Radius) + (BigInteger.Abs(b.Middle) * a.Radius) + (a.Radius * b.Radius),
        a.Exponent + b.Exponent).Round(precision);

    /// <summary>A quotient; the divisor does not contain zero.</summary>
    public static Real Divide(Real a, Real b, int precision)
    {
        if (a.IsExactZero)
            return Zero;
        var size = BigInteger.Abs(b.Middle);
        var shift = (int)Math.Max(0, precision + 8 + size.GetBitLength() - BigInteger.Abs(a.Middle).GetBitLength());
        var quotient = (a.Middle << shift) / b.Middle;
        // |a/b - q| <= (|da| + |q| |db|) / (|b| - |db|), and one for the rounding.
        var radius = (((a.Radius << shift) + (BigInteger.Abs(quotient) * b.Radius)) / (size - b.Radius)) + 2;
        return new Real(quotient, radius, a.Exponent - b.Exponent - shift).Round(precision);
    }

    /// <summary>It times a power of two.</summary>
    public Real Scale(long powerOfTwo) => this with { Exponent = Exponent + powerOfTwo };

    /// <summary>The middle as a fixed-point number with so many bits behind the point, cut off.</summary>
    public BigInteger ToFixed(int fraction)
    {
        var shift = Exponent + fraction;
        return shift >= 0 ? Middle << (int)shift : -shift > int.MaxValue ? (Middle.Sign < 0 ? BigInteger.MinusOne : BigInteger.Zero) : Middle >> (int)-shift;
    }

    /// <summary>The value as a double, for messages only.</summary>
    public double ToDouble()
    {
        var bits = (int)Math.Max(0, BigInteger.Abs(Middle).GetBitLength() - 62);
        return Math.ScaleB((double)(Middle >> bits), (int)Math.Clamp(Exponent + bits, -5000, 5000));
    }

    private Real Coarsen(long floor)
    {
        if (Exponent >= floor)
            return this;
        var shift = floor - Exponent;
        // Everything is below the floor: less than one there.
        return shift > int.MaxValue / 2
            ? new(BigInteger.Zero, BigInteger.One, floor)
            : new(Middle >> (int)shift, (Radius >> (int)shift) + 2, floor);
    }
}
