namespace RewardServer.Scoring.Verification.Exact;

/// <summary>
/// A polynomial in several indeterminates with exact coefficients. The indeterminate <see cref="ImaginaryUnit"/> is i, and its square
/// is -1. Work is taken off a budget term by term.
/// </summary>
internal sealed class Polynomial
{
    /// <summary>The number of the indeterminate that is i.</summary>
    public const int ImaginaryUnit = -1;

    /// <summary>The largest coefficient, in bits.</summary>
    private const int MaxBits = 16_384;

    private readonly Dictionary<Monomial, Rational> _terms;

    private Polynomial(Dictionary<Monomial, Rational> terms) => _terms = terms;

    public static Polynomial Zero { get; } = new([]);

    public static Polynomial One { get; } = Constant(Rational.One);

    public bool IsZero => _terms.Count == 0;

    public int Count => _terms.Count;

    public IReadOnlyDictionary<Monomial, Rational> Terms => _terms;

    public static Polynomial Constant(Rational value) => value.IsZero ? Zero : new(new() { [Monomial.One] = value });

    public static Polynomial Indeterminate(int id) => new(new() { [Monomial.Of(id)] = Rational.One });

    /// <summary>Whether it is a number, and which.</summary>
    public bool IsConstant(out Rational value)
    {
        value = Rational.Zero;
        return IsZero || (_terms.Count == 1 && _terms.TryGetValue(Monomial.One, out value));
    }

    public Polynomial Add(Polynomial other, WorkBudget budget)
    {
        var terms = new Dictionary<Monomial, Rational>(_terms);
        foreach (var (monomial, coefficient) in other._terms)
            AddTerm(terms, monomial, coefficient, budget);
        return new(terms);
    }

    public Polynomial Subtract(Polynomial other, WorkBudget budget) => Add(other.Scale(Rational.MinusOne, budget), budget);

    public Polynomial Scale(Rational factor, WorkBudget budget) => Multiply(Constant(factor), budget);

    public Polynomial Multiply(Polynomial other, WorkBudget budget)
    {
        var terms = new Dictionary<Monomial, Rational>();
        foreach (var (monomial, coefficient) in _terms)
        {
            foreach (var (otherMonomial, otherCoefficient) in other._terms)
            {
                budget.SpendOn(coefficient.Bits + otherCoefficient.Bits);
                var (product, sign) = ReduceImaginaryUnit(monomial * otherMonomial);
                var value = coefficient * otherCoefficient;
                AddTerm(terms, product, sign < 0 ? -value : value, budget);
            }
        }
        return new(terms);
    }

    /// <summary>A whole power that is not negative, by repeated squaring.</summary>
    public Polynomial Power(int exponent, WorkBudget budget)
    {
        var (result, square) = (One, this);
        for (var left = exponent; left > 0; left >>= 1)
        {
            if ((left & 1) == 1)
                result = result.Multiply(square, budget);
            if (left > 1)
                square = square.Multiply(square, budget);
        }
        return result;
    }

    private static (Monomial Monomial, int Sign) ReduceImaginaryUnit(Monomial monomial)
    {
        var exponent = monomial.ExponentOf(ImaginaryUnit);
        if (exponent < 2)
            return (monomial, 1);
        var rest = monomial.Without(ImaginaryUnit);
        return (exponent % 2 == 1 ? Monomial.Of(ImaginaryUnit) * rest : rest, exponent % 4 < 2 ? 1 : -1);
    }

    private static void AddTerm(Dictionary<Monomial, Rational> terms, Monomial monomial, Rational coefficient, WorkBudget budget)
    {
        budget.SpendOn(coefficient.Bits);
        var sum = terms.TryGetValue(monomial, out var present) ? present + coefficient : coefficient;
        if (sum.Bits > MaxBits)
            throw new WorkLimitException();
        if (sum.IsZero)
            terms.Remove(monomial);
        else
            terms[monomial] = sum;
    }
}
