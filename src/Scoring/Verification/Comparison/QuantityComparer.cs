using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;
using RewardServer.Scoring.Verification.Reading;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Compares values with units, percent signs and degrees with each other and with plain numbers.</summary>
internal sealed class QuantityComparer(VerifierOptions options, ScalarComparer scalars)
{
    private const string Degree = "degree";

    public Finding Compare(Expression answer, Expression reference)
    {
        if (answer is CallExpression { Function: MathFunction.Percent } || reference is CallExpression { Function: MathFunction.Percent })
            return Percents(answer, reference);
        var (a, b) = (Split(answer), Split(reference));
        if (a.Unit is null && b.Unit is null)
            return scalars.Compare(answer, reference);
        if (a.Unit is not null && b.Unit is not null)
            return WithUnits(a.Value, a.Unit, b.Value, b.Unit);
        if (options.Strictness == Strictness.Strict)
            return Finding.Different($"only one of them has the unit {a.Unit ?? b.Unit}, and strict comparison wants it on both");
        if (options.IsAsymmetric && a.Unit is null)
            return Finding.Different($"the answer lacks the reference answer's unit {b.Unit}");
        return WithoutUnit(answer, reference, a.Value, b.Value, (a.Unit ?? b.Unit)!);
    }

    private Finding Percents(Expression answer, Expression reference)
    {
        var (a, b) = (WithoutPercent(answer), WithoutPercent(reference));
        var isOnBoth = !ReferenceEquals(a, answer) && !ReferenceEquals(b, reference);
        var exact = isOnBoth ? scalars.Compare(a, b) : CompareValues(answer, reference);
        if (exact.IsEqual || isOnBoth || options.Strictness == Strictness.Strict)
            return exact;
        if (options.IsAsymmetric && ReferenceEquals(a, answer))
            return Finding.Different("the answer lacks the reference answer's percent sign");
        var bare = CompareValues(a, b);
        return bare.IsEqual ? Finding.Equal($"{bare.Why}, the percent sign aside") : exact;
    }

    private Finding CompareValues(Expression a, Expression b) => scalars.Compare(Split(a).Value, Split(b).Value);

    private Finding WithUnits(Expression a, string unitA, Expression b, string unitB)
    {
        if (string.Equals(unitA, unitB, StringComparison.OrdinalIgnoreCase))
            return scalars.Compare(a, b);
        if (IsBase(unitA) || IsBase(unitB))
            return Finding.Different($"{unitA} is not {unitB}");
        if (Units.Measure(unitA) is not var (dimensionA, sizeA) || Units.Measure(unitB) is not var (dimensionB, sizeB))
        {
            return options.Strictness == Strictness.Strict
                ? Finding.Different($"the unit {unitA} is not the unit {unitB}")
                : scalars.Compare(a, b);
        }
        if (dimensionA != dimensionB)
            return Finding.Different($"the units {unitA} and {unitB} measure different things");
        return sizeA == sizeB ? scalars.Compare(a, b) : scalars.Compare(Scaled(a, sizeA / sizeB), b);
    }

    private Finding WithoutUnit(Expression answer, Expression reference, Expression a, Expression b, string unit)
    {
        var plain = scalars.Compare(a, b);
        if (plain.IsEqual)
            return plain with { Why = $"{plain.Why}, the unit {unit} aside" };
        // An angle without a sign is in radians.
        return unit == Degree && answer is not QuantityExpression && reference is not QuantityExpression && scalars.Compare(answer, reference) is { IsEqual: true } radians
            ? radians
            : plain;
    }

    private static ProductExpression Scaled(Expression value, Rational factor) => new ProductExpression([new NumberExpression(factor), value]);

    private static bool IsBase(string unit) => unit.StartsWith("base ", StringComparison.Ordinal);

    private static Expression WithoutPercent(Expression value) => value is CallExpression { Function: MathFunction.Percent } percent ? percent.Parts[0] : value;

    private static (Expression Value, string? Unit) Split(Expression value) => value switch
    {
        QuantityExpression quantity => (quantity.Value, quantity.Unit),
        CallExpression { Function: MathFunction.Degrees } degrees => (degrees.Parts[0], Degree),
        ProductExpression { Parts: [NumberExpression { Value: var sign }, CallExpression { Function: MathFunction.Degrees } degrees] } when sign == Rational.MinusOne =>
            (ProductExpression.Negative(degrees.Parts[0]), Degree),
        _ => (value, null),
    };
}
