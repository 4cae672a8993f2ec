using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Compares numbers and formulas: exactly where they are fractions or quotients of polynomials, by their values otherwise.</summary>
internal sealed class ScalarComparer(VerifierOptions options, WorkBudget budget)
{
    private readonly PointComparer _points = new(budget, options.Strictness == Strictness.Strict);
    private readonly ExactNumbers _numbers = new(budget);

    public PointComparer Points => _points;

    public Finding Compare(Expression a, Expression b)
    {
        if (a.Text == b.Text)
            return Finding.Equal($"both are {a}");
        if (HasInfinity(a) || HasInfinity(b))
            return Infinities(a, b);
        if (options.Strictness == Strictness.Strict && (IsReducible(a) || IsReducible(b)))
            return Finding.Different("a fraction is not in lowest terms, and strict comparison wants it so");
        if (_numbers.Evaluate(a) is { } x && _numbers.Evaluate(b) is { } y)
            return x == y ? Finding.Equal($"both are the number {x}") : Rounded(a, b) ?? Finding.Different($"{x} is not {y}");
        var exact = CompareExactly(a, b);
        if (exact.IsEqual)
            return exact;
        return Rounded(a, b) ?? (exact.Outcome == Outcome.Different ? exact : _points.Compare(a, b));
    }

    private Finding CompareExactly(Expression a, Expression b)
    {
        // Expanding may be hopeless where values are easy: it gets a part of the work, and giving up is no verdict.
        var part = new WorkBudget(budget.Left / 4);
        var before = part.Left;
        try
        {
            var forms = new ExactForm(part);
            var (first, second) = (forms.Of(a), forms.Of(b));
            if (first is null || second is null)
                return first is null && second is null ? Finding.Unknown("") : Finding.Different($"{(first is null ? a : b)} divides by zero");
            var difference = first.Difference(second, part);
            if (difference.IsZero)
                return Finding.Equal("expanding both gives the same expression");
            return forms.IsFree || difference.IsConstant(out _) ? Finding.Different("expanding both gives different expressions") : Finding.Unknown("");
        }
        catch (WorkLimitException)
        {
            return Finding.Unknown("");
        }
        finally
        {
            budget.Spend(before - Math.Max(0, part.Left));
        }
    }

    /// <summary>A written decimal with enough digits says every value that rounds to it; null when none of them is one.</summary>
    private Finding? Rounded(Expression a, Expression b) => RoundsTo(a, b) ?? RoundsTo(b, a);

    private Finding? RoundsTo(Expression rounded, Expression value)
    {
        if (options.Strictness == Strictness.Strict || options.SignificantDigits == 0
            || rounded is not NumberExpression { Written: { } written, Value: var number } || written.SignificantDigits < options.SignificantDigits
            || value.All().Any(part => part is SymbolExpression))
            return null;
        // Two decimals: the shorter is the rounded one.
        if (value is NumberExpression { Written: { } other } && other.LastPlace >= written.LastPlace)
            return null;
        var half = Rational.Of(1, 2) * Rational.PowerOfTen(written.LastPlace);
        return _points.SignOfDifference(value, new NumberExpression(number - half)) is >= 0 && _points.SignOfDifference(value, new NumberExpression(number + half)) is <= 0
            ? Finding.Equal($"{value} rounds to the {written.SignificantDigits} digits of the decimal")
            : null;
    }

    private static Finding Infinities(Expression a, Expression b) => (SignOfInfinity(a), SignOfInfinity(b)) switch
    {
        (0, 0) => Finding.Unknown("formulas with infinity inside are not compared"),
        (0, _) or (_, 0) => a.All().Any(part => part is ConstantExpression { Constant: MathConstant.Infinity }) && b.All().Any(part => part is ConstantExpression { Constant: MathConstant.Infinity })
            ? Finding.Unknown("formulas with infinity inside are not compared")
            : Finding.Different("one of them is infinite and the other is not"),
        var (x, y) => Finding.Of(x == y, x == y ? "both are infinite, with the same sign" : "they are infinite with different signs"),
    };

    /// <summary>1 or -1 for an infinity, 0 for anything else.</summary>
    private static int SignOfInfinity(Expression expression) => expression switch
    {
        ConstantExpression { Constant: MathConstant.Infinity } => 1,
        ProductExpression { Parts: [NumberExpression { Value: var sign }, ConstantExpression { Constant: MathConstant.Infinity }] } when !sign.IsZero => sign.Sign,
        _ => 0,
    };

    private static bool HasInfinity(Expression expression) => expression.All().Any(part => part is ConstantExpression { Constant: MathConstant.Infinity });

    private static bool IsReducible(Expression expression) => expression.All().Any(part =>
        part is QuotientExpression { Numerator: NumberExpression { Value: { IsInteger: true } a }, Denominator: NumberExpression { Value: { IsInteger: true } b } }
        && !b.IsZero && (a / b).Denominator != b.Abs().Numerator);
}
