using System.Globalization;
using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;
using RewardServer.Scoring.Verification.Numeric;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>
/// Compares formulas by their values. A difference is proven: the error bounds of the two values do not touch. Equality is agreement to
/// 45 digits, at every point where both have a value.
/// </summary>
internal sealed class PointComparer(WorkBudget budget, bool isStrict)
{
    private const int FirstPrecision = 256;
    private const int AgreementBits = 150;
    private const int Points = 24;
    private const int MorePoints = 96;
    private const int EnoughPoints = 4;

    private static readonly Dictionary<string, Rational> NoUnknowns = [];

    /// <summary>Compares two formulas.</summary>
    public Finding Compare(Expression a, Expression b)
    {
        var unknowns = Unknowns(a, b);
        var hasImaginary = Has(a, MathConstant.ImaginaryUnit) || Has(b, MathConstant.ImaginaryUnit);
        if (unknowns.Count == 0)
            return CompareConstants(a, b);
        var finding = hasImaginary ? Finding.Unknown("") : CompareAtPoints(a, b, unknowns, isComplex: false);
        return finding.Outcome == Outcome.Unknown ? CompareAtPoints(a, b, unknowns, isComplex: true) : finding;
    }

    /// <summary>The sign of a - b for formulas without unknowns; null when it cannot be told.</summary>
    public int? SignOfDifference(Expression a, Expression b)
    {
        var numbers = new ExactNumbers(budget);
        if (numbers.Evaluate(a) is { } exactA && numbers.Evaluate(b) is { } exactB)
            return exactA.CompareTo(exactB);
        for (var precision = FirstPrecision; precision <= RealFunctions.MaxPrecision; precision *= 2)
        {
            var evaluator = new NumericEvaluator(budget, precision, isComplex: false, NoUnknowns);
            if (evaluator.Evaluate(a) is not { } x || evaluator.Evaluate(b) is not { } y)
                return null;
            var difference = Real.Subtract(x.Re, y.Re, precision);
            if (!difference.ContainsZero)
                return difference.IsPositive ? 1 : -1;
            if (Agree(x, y, evaluator) == Outcome.Equal)
                return 0;
        }
        return null;
    }

    private Finding CompareConstants(Expression a, Expression b)
    {
        for (var precision = FirstPrecision; precision <= RealFunctions.MaxPrecision; precision *= 2)
        {
            var evaluator = new NumericEvaluator(budget, precision, isComplex: true, NoUnknowns);
            var (x, y) = (evaluator.Evaluate(a), evaluator.Evaluate(b));
            if (x is null || y is null)
            {
                if (precision < RealFunctions.MaxPrecision)
                    continue;
                return x is null && y is null
                    ? Finding.Unknown("neither value could be computed")
                    : Finding.Different($"{(x is null ? a : b)} has no value that could be computed, and the other one has");
            }
            var outcome = Agree(x.Value, y.Value, evaluator);
            if (outcome == Outcome.Equal)
                return Finding.Equal($"both are {Show(x.Value)} to at least 45 digits");
            if (outcome == Outcome.Different)
                return Finding.Different($"{a} is {Show(x.Value)} and {b} is {Show(y.Value)}");
        }
        return Finding.Unknown("the values could not be told apart and are not known to be the same");
    }

    private Finding CompareAtPoints(Expression a, Expression b, IReadOnlyList<string> unknowns, bool isComplex)
    {
        var (agreed, onlyOne) = (0, 0);
        var points = new PointSequence(unknowns, WholeUnknowns(a, b));
        for (var n = 0; n < MorePoints && (n < Points || agreed < EnoughPoints); n++)
        {
            var point = points.Next();
            switch (CompareAt(a, b, point, isComplex, out var isOnlyOne))
            {
                case Outcome.Equal:
                    agreed++;
                    break;
                case Outcome.Different:
                    return Finding.Different($"they differ where {string.Join(", ", point.Select(p => $"{p.Key} = {p.Value}"))}");
            }
            onlyOne += isOnlyOne ? 1 : 0;
        }
        if (onlyOne > 0 && !isComplex && (isStrict || HasBars(a) != HasBars(b)))
            return Finding.Different("one of them has values where the other has none");
        return agreed >= EnoughPoints
            ? Finding.Equal($"they agree to at least 45 digits at {agreed} points")
            : Finding.Unknown("too few points were found where both have a value");
    }

    private Outcome CompareAt(Expression a, Expression b, Dictionary<string, Rational> point, bool isComplex, out bool isOnlyOne)
    {
        isOnlyOne = false;
        for (var precision = FirstPrecision; precision <= RealFunctions.MaxPrecision; precision *= 2)
        {
            var evaluator = new NumericEvaluator(budget, precision, isComplex, point);
            var (x, y) = (evaluator.Evaluate(a), evaluator.Evaluate(b));
            isOnlyOne = x is null != y is null;
            if (x is null || y is null)
                return Outcome.Unknown;
            var outcome = Agree(x.Value, y.Value, evaluator);
            if (outcome != Outcome.Unknown)
                return outcome;
        }
        return Outcome.Unknown;
    }

    /// <summary>
    /// Different when the error bounds do not touch; equal when what is left between them is 45 digits smaller than one and than the
    /// smallest part of either.
    /// </summary>
    private static Outcome Agree(Complex x, Complex y, NumericEvaluator evaluator)
    {
        var difference = Complex.Subtract(x, y, evaluator.Precision);
        if (!difference.ContainsZero)
            return Outcome.Different;
        return Math.Max(difference.Re.Magnitude, difference.Im.Magnitude) <= evaluator.SmallestMagnitude - AgreementBits ? Outcome.Equal : Outcome.Unknown;
    }

    private static bool Has(Expression expression, MathConstant constant) => expression.All().Any(part => part is ConstantExpression c && c.Constant == constant);

    /// <summary>Absolute bars are written to widen a domain, so a domain matters where only one side has them.</summary>
    private static bool HasBars(Expression expression) => expression.All().Any(part => part is CallExpression { Function: MathFunction.Abs });

    private static List<string> Unknowns(Expression a, Expression b) =>
        [.. a.All().Concat(b.All()).OfType<SymbolExpression>().Select(symbol => symbol.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Unknowns that only make sense as whole numbers.</summary>
    private static HashSet<string> WholeUnknowns(Expression a, Expression b) =>
        [.. a.All().Concat(b.All()).OfType<CallExpression>()
            .Where(call => call.Function is MathFunction.Factorial or MathFunction.Binomial or MathFunction.Modulo or MathFunction.Gcd or MathFunction.Lcm)
            .SelectMany(call => call.All()).OfType<SymbolExpression>().Select(symbol => symbol.Name)];

    private static string Show(Complex value) => value.IsReal
        ? Show(value.Re)
        : string.Create(CultureInfo.InvariantCulture, $"{Show(value.Re)} + {Show(value.Im)}i");

    private static string Show(Real value) => value.Magnitude is > 1000 or < -1000 && !value.IsExactZero
        ? string.Create(CultureInfo.InvariantCulture, $"about 2^{value.Magnitude}")
        : value.ToDouble().ToString("G10", CultureInfo.InvariantCulture);
}
