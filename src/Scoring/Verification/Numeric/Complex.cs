using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Numeric;

/// <summary>A complex number as two real balls. An imaginary part that is exactly zero stays so under real operations.</summary>
internal readonly record struct Complex(Real Re, Real Im)
{
    public static Complex Zero => default;

    public static Complex One { get; } = new(Real.One, Real.Zero);

    public static Complex ImaginaryUnit { get; } = new(Real.Zero, Real.One);

    public bool IsReal => Im.IsExactZero;

    public bool ContainsZero => Re.ContainsZero && Im.ContainsZero;

    public static implicit operator Complex(Real value) => new(value, Real.Zero);

    public static Complex operator -(Complex a) => new(-a.Re, -a.Im);

    public static Complex Of(Rational value, int precision) => new(Real.Of(value, precision), Real.Zero);

    public static Complex Add(Complex a, Complex b, int precision) => new(Real.Add(a.Re, b.Re, precision), Real.Add(a.Im, b.Im, precision));

    public static Complex Subtract(Complex a, Complex b, int precision) => Add(a, -b, precision);

    public static Complex Multiply(Complex a, Complex b, int precision) => a.IsReal && b.IsReal
        ? new(Real.Multiply(a.Re, b.Re, precision), Real.Zero)
        : new(
            Real.Subtract(Real.Multiply(a.Re, b.Re, precision), Real.Multiply(a.Im, b.Im, precision), precision),
            Real.Add(Real.Multiply(a.Re, b.Im, precision), Real.Multiply(a.Im, b.Re, precision), precision));

    /// <summary>A quotient; null when the divisor may be zero.</summary>
    public static Complex? Divide(Complex a, Complex b, int precision)
    {
        if (b.IsReal)
            return b.Re.ContainsZero ? null : new(Real.Divide(a.Re, b.Re, precision), Real.Divide(a.Im, b.Re, precision));
        var square = b.SquaredSize(precision);
        if (square.ContainsZero)
            return null;
        var product = Multiply(a, b with { Im = -b.Im }, precision);
        return new(Real.Divide(product.Re, square, precision), Real.Divide(product.Im, square, precision));
    }

    /// <summary>The squared absolute value.</summary>
    public Real SquaredSize(int precision) => Real.Add(Real.Multiply(Re, Re, precision), Real.Multiply(Im, Im, precision), precision);

    /// <summary>A whole power that is not negative.</summary>
    public Complex Power(int exponent, int precision)
    {
        var (result, square) = (One, this);
        for (var left = exponent; left > 0; left >>= 1)
        {
            if ((left & 1) == 1)
                result = Multiply(result, square, precision);
            if (left > 1)
                square = Multiply(square, square, precision);
        }
        return result;
    }
}
