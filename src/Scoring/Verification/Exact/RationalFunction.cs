namespace RewardServer.Scoring.Verification.Exact;

/// <summary>A quotient of polynomials; the denominator is not zero. Not reduced: equality is cross-multiplied.</summary>
internal sealed record RationalFunction(Polynomial Numerator, Polynomial Denominator)
{
    public static RationalFunction Of(Polynomial polynomial) => new(polynomial, Polynomial.One);

    public static RationalFunction Constant(Rational value) => Of(Polynomial.Constant(value));

    public RationalFunction Add(RationalFunction other, WorkBudget budget) => ReferenceEquals(Denominator, other.Denominator)
        ? new(Numerator.Add(other.Numerator, budget), Denominator)
        : Reduced(
            Numerator.Multiply(other.Denominator, budget).Add(other.Numerator.Multiply(Denominator, budget), budget),
            Denominator.Multiply(other.Denominator, budget),
            budget);

    public RationalFunction Multiply(RationalFunction other, WorkBudget budget) =>
        Reduced(Numerator.Multiply(other.Numerator, budget), Denominator.Multiply(other.Denominator, budget), budget);

    /// <summary>One over it; null when it is zero.</summary>
    public RationalFunction? Inverse() => Numerator.IsZero ? null : new(Denominator, Numerator);

    /// <summary>A whole power that is not negative.</summary>
    public RationalFunction Power(int exponent, WorkBudget budget) => new(Numerator.Power(exponent, budget), Denominator.Power(exponent, budget));

    /// <summary>The difference's numerator over the common denominator; zero when both are the same function.</summary>
    public Polynomial Difference(RationalFunction other, WorkBudget budget) =>
        Numerator.Multiply(other.Denominator, budget).Subtract(other.Numerator.Multiply(Denominator, budget), budget);

    /// <summary>A denominator that is a number goes into the numerator.</summary>
    private static RationalFunction Reduced(Polynomial numerator, Polynomial denominator, WorkBudget budget)
    {
        if (!denominator.IsConstant(out var value) || ReferenceEquals(denominator, Polynomial.One))
            return new(numerator, denominator);
        return Of(value == Rational.One ? numerator : numerator.Scale(Rational.One / value, budget));
    }
}
