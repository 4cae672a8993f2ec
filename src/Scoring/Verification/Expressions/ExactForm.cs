using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Expressions;

/// <summary>
/// Formulas as quotients of polynomials. Unknowns are indeterminates; so is every part that is no polynomial (a root, a sine),
/// named by its text, which is the same for both sides of a comparison that share an instance.
/// </summary>
internal sealed class ExactForm(WorkBudget budget)
{
    private const int MaxExponent = 64;

    private readonly Dictionary<string, int> _indeterminates = new(StringComparer.Ordinal);
    private readonly ExactNumbers _numbers = new(budget);

    /// <summary>
    /// Whether polynomials that differ are different functions: all indeterminates are unknowns, but for at most one of π and e,
    /// which no polynomial with rational coefficients makes zero.
    /// </summary>
    public bool IsFree { get; private set; } = true;

    /// <summary>The form of a formula; null where it divides by zero.</summary>
    public RationalFunction? Of(Expression expression)
    {
        budget.Spend(1);
        switch (expression)
        {
            case NumberExpression number:
                return RationalFunction.Constant(number.Value);
            case SymbolExpression:
                return Indeterminate(expression.Text, isUnknown: true);
            case ConstantExpression { Constant: MathConstant.ImaginaryUnit }:
                return RationalFunction.Of(Polynomial.Indeterminate(Polynomial.ImaginaryUnit));
            case ConstantExpression { Constant: MathConstant.Pi or MathConstant.E }:
                return Indeterminate(expression.Text, isUnknown: !_indeterminates.ContainsKey(expression.Text == "e" ? "pi" : "e"));
            case SumExpression sum:
                return Fold(sum.Parts, RationalFunction.Constant(Rational.Zero), (a, b) => a.Add(b, budget));
            case ProductExpression product:
                return Fold(product.Parts, RationalFunction.Constant(Rational.One), (a, b) => a.Multiply(b, budget));
            case QuotientExpression quotient:
                return Of(quotient.Numerator) is { } a && Of(quotient.Denominator)?.Inverse() is { } b ? a.Multiply(b, budget) : null;
            case PowerExpression power:
                return Power(power);
            case CallExpression { Function: MathFunction.Degrees } degrees:
                return Of(degrees.Parts[0])?.Multiply(Of(new ConstantExpression(MathConstant.Pi))!, budget).Multiply(RationalFunction.Constant(Rational.Of(1, 180)), budget);
            default:
                return _numbers.Evaluate(expression) is { } value ? RationalFunction.Constant(value) : Indeterminate(expression.Text, isUnknown: false);
        }
    }

    private RationalFunction? Power(PowerExpression power)
    {
        if (_numbers.Evaluate(power) is { } number)
            return RationalFunction.Constant(number);
        if (_numbers.Evaluate(power.Exponent) is not { } exponent || !exponent.TryGetInt(out var whole) || Math.Abs(whole) > MaxExponent)
            return Indeterminate(power.Text, isUnknown: false);
        var value = Of(power.Base);
        if (whole <= 0 && value is { Numerator.IsZero: true })
            return null;
        return (whole < 0 ? value?.Inverse() : value)?.Power(Math.Abs(whole), budget);
    }

    private RationalFunction? Fold(IReadOnlyList<Expression> parts, RationalFunction start, Func<RationalFunction, RationalFunction, RationalFunction> combine)
    {
        var result = start;
        foreach (var part in parts)
        {
            if (Of(part) is not { } value)
                return null;
            result = combine(result, value);
        }
        return result;
    }

    private RationalFunction Indeterminate(string text, bool isUnknown)
    {
        IsFree &= isUnknown;
        if (!_indeterminates.TryGetValue(text, out var id))
            _indeterminates.Add(text, id = _indeterminates.Count);
        return RationalFunction.Of(Polynomial.Indeterminate(id));
    }
}
