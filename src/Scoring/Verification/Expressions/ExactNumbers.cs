using System.Numerics;
using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Expressions;

/// <summary>Values of formulas that are fractions, computed exactly; null when a formula has another value, none, or a very large one.</summary>
internal sealed class ExactNumbers(WorkBudget budget, IReadOnlyDictionary<string, Rational>? unknowns = null)
{
    /// <summary>The most bits of a number that is still computed.</summary>
    public const int MaxBits = 16_384;

    private const int MaxFactorial = 1000;

    public Rational? Evaluate(Expression expression)
    {
        budget.Spend(1);
        return expression switch
        {
            NumberExpression number => number.Value,
            SymbolExpression symbol => unknowns is not null && unknowns.TryGetValue(symbol.Name, out var value) ? value : null,
            SumExpression sum => Fold(sum.Parts, Rational.Zero, (a, b) => a + b),
            ProductExpression product => Fold(product.Parts, Rational.One, (a, b) => a * b),
            QuotientExpression quotient => Evaluate(quotient.Numerator) is { } a && Evaluate(quotient.Denominator) is { IsZero: false } b ? Bounded(a / b) : null,
            PowerExpression power => Evaluate(power.Base) is { } a && Evaluate(power.Exponent) is { } b ? Power(a, b) : null,
            CallExpression call => Call(call),
            _ => null,
        };
    }

    /// <summary>A power that is a fraction: 8^(2/3) is 4.</summary>
    public Rational? Power(Rational value, Rational exponent)
    {
        if (!exponent.Denominator.IsOne)
        {
            return exponent.Denominator <= MaxFactorial && Root(value, (int)exponent.Denominator) is { } root
                ? Power(root, new(exponent.Numerator))
                : null;
        }
        if (value.IsZero)
            return exponent.Sign > 0 ? Rational.Zero : null;
        if (value == Rational.One)
            return value;
        if (value == Rational.MinusOne)
            return exponent.Numerator.IsEven ? Rational.One : value;
        if (!exponent.TryGetInt(out var whole) || Math.Abs((long)whole) * value.Bits > MaxBits)
            return null;
        budget.SpendOn(Math.Abs((long)whole) * value.Bits);
        return value.Power(whole);
    }

    /// <summary>A root that is a fraction; of a negative number only odd ones.</summary>
    public Rational? Root(Rational value, int n)
    {
        if (n < 2)
            return n == 1 ? value : null;
        if (value.Sign < 0)
            return n % 2 == 1 && Root(-value, n) is { } root ? -root : null;
        budget.SpendOn(4 * value.Bits);
        return IntegerRoot(value.Numerator, n) is { } numerator && IntegerRoot(value.Denominator, n) is { } denominator
            ? Rational.Of(numerator, denominator)
            : null;
    }

    private static BigInteger? IntegerRoot(BigInteger value, int n)
    {
        if (value.IsZero || value.IsOne)
            return value;
        if (n >= value.GetBitLength())
            return null;
        // Newton from above, on whole numbers.
        var root = BigInteger.One << (int)((value.GetBitLength() + n - 1) / n);
        while (true)
        {
            var next = (((n - 1) * root) + (value / BigInteger.Pow(root, n - 1))) / n;
            if (next >= root)
                break;
            root = next;
        }
        return BigInteger.Pow(root, n) == value ? root : null;
    }

    private Rational? Call(CallExpression call)
    {
        var arguments = new Rational[call.Parts.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (Evaluate(call.Parts[i]) is not { } value)
                return null;
            arguments[i] = value;
        }
        return (call.Function, arguments) switch
        {
            (MathFunction.Abs, [var x]) => x.Abs(),
            (MathFunction.Sqrt, [var x]) => Root(x, 2),
            (MathFunction.Root, [var x, var n]) => n.TryGetInt(out var degree) && degree is > 1 and <= MaxFactorial ? Root(x, degree) : null,
            (MathFunction.Floor, [var x]) => new(x.Floor()),
            (MathFunction.Ceiling, [var x]) => new(-(-x).Floor()),
            (MathFunction.Sign, [var x]) => x.Sign,
            (MathFunction.Percent, [var x]) => x / 100,
            (MathFunction.Factorial, [var x]) => x.TryGetInt(out var n) && n is >= 0 and <= MaxFactorial ? Factorial(n) : null,
            (MathFunction.Binomial, [var n, var k]) => Binomial(n, k),
            (MathFunction.Modulo, [var a, { Sign: > 0 } b]) => a - (b * new Rational((a / b).Floor())),
            (MathFunction.Gcd, _) => Whole(arguments, BigInteger.GreatestCommonDivisor),
            (MathFunction.Lcm, _) => Whole(arguments, (a, b) => a.IsZero || b.IsZero ? 0 : BigInteger.Abs(a * b) / BigInteger.GreatestCommonDivisor(a, b)),
            (MathFunction.Min, [_, ..]) => arguments.Min(),
            (MathFunction.Max, [_, ..]) => arguments.Max(),
            _ => null,
        };
    }

    private Rational Factorial(int n)
    {
        budget.Spend(1 + n);
        var product = BigInteger.One;
        for (var i = 2; i <= n; i++)
            product *= i;
        return new(product);
    }

    private Rational? Binomial(Rational n, Rational k)
    {
        if (!n.TryGetInt(out var whole) || !k.TryGetInt(out var chosen) || whole < 0)
            return null;
        if (chosen < 0 || chosen > whole)
            return Rational.Zero;
        chosen = Math.Min(chosen, whole - chosen);
        if (chosen > MaxFactorial / 2)
            return null;
        budget.Spend(1 + (4 * chosen));
        var result = BigInteger.One;
        for (var i = 1; i <= chosen; i++)
            result = result * (whole - chosen + i) / i;
        return new(result);
    }

    private static Rational? Whole(Rational[] values, Func<BigInteger, BigInteger, BigInteger> combine) =>
        values.Length > 0 && values.All(value => value.IsInteger) && values.Select(value => value.Numerator).Aggregate(combine) is var result && result.GetBitLength() <= MaxBits
            ? new Rational(result)
            : null;

    private Rational? Fold(IReadOnlyList<Expression> parts, Rational start, Func<Rational, Rational, Rational> combine)
    {
        var result = start;
        foreach (var part in parts)
        {
            if (Evaluate(part) is not { } value)
                return null;
            budget.SpendOn(result.Bits + value.Bits);
            if (Bounded(combine(result, value)) is not { } combined)
                return null;
            result = combined;
        }
        return result;
    }

    private static Rational? Bounded(Rational value) => value.Bits <= MaxBits ? value : null;
}
