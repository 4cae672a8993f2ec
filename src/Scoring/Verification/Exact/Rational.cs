using System.Globalization;
using System.Numerics;

namespace RewardServer.Scoring.Verification.Exact;

/// <summary>An exact fraction in lowest terms with a positive denominator. Operations may grow; callers watch <see cref="Bits"/>.</summary>
internal readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private readonly BigInteger _denominatorLessOne;

    /// <summary>A whole number.</summary>
    public Rational(BigInteger value) => Numerator = value;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        Numerator = numerator;
        _denominatorLessOne = denominator - 1;
    }

    public static Rational Zero => default;

    public static Rational One { get; } = new(BigInteger.One);

    public static Rational MinusOne { get; } = new(BigInteger.MinusOne);

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominatorLessOne + 1;

    public bool IsZero => Numerator.IsZero;

    public bool IsInteger => _denominatorLessOne.IsZero;

    public int Sign => Numerator.Sign;

    /// <summary>Size of numerator and denominator together.</summary>
    public long Bits => Numerator.GetBitLength() + Denominator.GetBitLength();

    /// <summary>A fraction; the denominator is not zero.</summary>
    public static Rational Of(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.Sign < 0)
            (numerator, denominator) = (-numerator, -denominator);
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return divisor.IsOne ? new(numerator, denominator) : new(numerator / divisor, denominator / divisor);
    }

    /// <summary>10^exponent; the caller bounds the exponent.</summary>
    public static Rational PowerOfTen(int exponent) => exponent >= 0
        ? new(BigInteger.Pow(10, exponent))
        : new(BigInteger.One, BigInteger.Pow(10, -exponent));

    public Rational Abs() => new(BigInteger.Abs(Numerator), Denominator);

    /// <summary>The largest whole number that is not above it.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>A whole power; the base is not zero when the exponent is negative, and the caller bounds the size.</summary>
    public Rational Power(int exponent)
    {
        var size = Math.Abs(exponent);
        var (numerator, denominator) = (BigInteger.Pow(Numerator, size), BigInteger.Pow(Denominator, size));
        return exponent >= 0 ? new(numerator, denominator) : Of(denominator, numerator);
    }

    /// <summary>It as a small whole number.</summary>
    public bool TryGetInt(out int value)
    {
        var fits = IsInteger && Numerator >= int.MinValue + 1 && Numerator <= int.MaxValue;
        value = fits ? (int)Numerator : 0;
        return fits;
    }

    public static Rational operator +(Rational a, Rational b) => Of((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) => Of(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <summary>The divisor is not zero.</summary>
    public static Rational operator /(Rational a, Rational b) => Of(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    public static implicit operator Rational(int value) => new(value);

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Rational other) => Numerator == other.Numerator && _denominatorLessOne == other._denominatorLessOne;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, _denominatorLessOne);

    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
