using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Numeric;

/// <summary>
/// Evaluates formulas at a point, with an error bound. Over the reals a formula has no value where any part of it leaves them, as
/// schools teach; over the complex numbers functions have their principal values.
/// </summary>
internal sealed class NumericEvaluator(WorkBudget budget, int precision, bool isComplex, IReadOnlyDictionary<string, Rational> unknowns)
{
    private const int FunctionCost = 40;

    private readonly int _cost = Math.Max(1, precision / 256);
    private readonly ExactNumbers _numbers = new(budget, unknowns);

    /// <summary>Bits that values are kept to.</summary>
    public int Precision => precision;

    /// <summary>
    /// The smallest power of two that bounds a part evaluated so far, at most 0. What is meant to be told apart from zero must be seen at
    /// this size: 1 + e^(-300) is not 1.
    /// </summary>
    public long SmallestMagnitude { get; private set; }

    /// <summary>The value; null where there is none, or none can be told at this precision.</summary>
    public Complex? Evaluate(Expression expression)
    {
        var value = EvaluatePart(expression);
        if (value is { ContainsZero: false } part)
            SmallestMagnitude = Math.Min(SmallestMagnitude, Math.Max(part.Re.Magnitude, part.Im.Magnitude));
        return value is { IsReal: false } && !isComplex ? null : value;
    }

    private Complex? EvaluatePart(Expression expression)
    {
        budget.Spend(_cost);
        return expression switch
        {
            NumberExpression number => Complex.Of(number.Value, precision),
            SymbolExpression symbol => unknowns.TryGetValue(symbol.Name, out var known) ? Complex.Of(known, precision) : null,
            ConstantExpression constant => Constant(constant.Constant),
            SumExpression sum => Fold(sum.Parts, Complex.Zero, Complex.Add),
            ProductExpression product => Fold(product.Parts, Complex.One, Complex.Multiply),
            QuotientExpression quotient => Divide(Evaluate(quotient.Numerator), Evaluate(quotient.Denominator)),
            PowerExpression power => Power(power),
            CallExpression call => Call(call),
            _ => null,
        };
    }

    private Complex? Constant(MathConstant constant) => constant switch
    {
        MathConstant.Pi => RealFunctions.Pi(precision),
        MathConstant.E => Spent(RealFunctions.Exponential(Real.One, precision)),
        MathConstant.ImaginaryUnit => Complex.ImaginaryUnit,
        _ => null,
    };

    private Complex? Fold(IReadOnlyList<Expression> parts, Complex start, Func<Complex, Complex, int, Complex> combine)
    {
        var result = start;
        foreach (var part in parts)
        {
            if (Evaluate(part) is not { } value)
                return null;
            budget.Spend(_cost);
            result = combine(result, value, precision);
        }
        return result;
    }

    private Complex? Divide(Complex? a, Complex? b)
    {
        budget.Spend(_cost);
        return a is { } numerator && b is { } denominator ? Complex.Divide(numerator, denominator, precision) : null;
    }

    private Complex? Power(PowerExpression power)
    {
        budget.Spend(FunctionCost * _cost);
        if (_numbers.Evaluate(power.Exponent) is { } exponent)
            return Evaluate(power.Base) is { } known ? ComplexFunctions.Power(known, exponent, precision) : null;
        if (Evaluate(power.Exponent) is not { } w)
            return null;
        if (power.Base is ConstantExpression { Constant: MathConstant.E })
            return ComplexFunctions.Exponential(w, precision);
        return Evaluate(power.Base) is { } z ? ComplexFunctions.Power(z, w, precision) : null;
    }

    private Complex? Call(CallExpression call)
    {
        budget.Spend(FunctionCost * _cost);
        if (call.Function is MathFunction.Factorial or MathFunction.Binomial or MathFunction.Modulo or MathFunction.Gcd or MathFunction.Lcm
            or MathFunction.Floor or MathFunction.Ceiling or MathFunction.Sign)
            return _numbers.Evaluate(call) is { } exact ? Complex.Of(exact, precision) : call.Function is MathFunction.Floor or MathFunction.Ceiling ? Whole(call) : null;
        var arguments = new Complex[call.Parts.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (Evaluate(call.Parts[i]) is not { } value)
                return null;
            arguments[i] = value;
        }
        return arguments switch
        {
            [var x] => NumericFunctions.Of(call.Function, x, precision),
            [var x, var n] => Binary(call, x, n),
            _ => null,
        };
    }

    private Complex? Binary(CallExpression call, Complex x, Complex n) => call.Function switch
    {
        MathFunction.Root => _numbers.Evaluate(call.Parts[1]) is { } degree && degree.TryGetInt(out var whole) && whole is > 1 and <= 1000
            ? ComplexFunctions.Root(x, whole, precision)
            : Divide(Complex.One, n) is { } exponent ? ComplexFunctions.Power(x, exponent, precision) : null,
        MathFunction.Log => Divide(ComplexFunctions.Logarithm(x, precision), ComplexFunctions.Logarithm(n, precision)),
        MathFunction.Min or MathFunction.Max when x.IsReal && n.IsReal && Complex.Subtract(x, n, precision).Re is { ContainsZero: false } difference =>
            difference.IsPositive == (call.Function == MathFunction.Max) ? x : n,
        _ => null,
    };

    /// <summary>The whole number at or below (above), when the error leaves no doubt.</summary>
    private Complex? Whole(CallExpression call)
    {
        if (Evaluate(call.Parts[0]) is not { IsReal: true, Re.Magnitude: < 200 } value)
            return null;
        var sign = call.Function == MathFunction.Ceiling ? -1 : 1;
        var x = value.Re;
        var (low, high) = ((x with { Middle = (sign * x.Middle) - x.Radius }).ToFixed(0), (x with { Middle = (sign * x.Middle) + x.Radius }).ToFixed(0));
        return low == high ? Real.Of(sign * low) : null;
    }

    private Complex? Spent(Real? value)
    {
        budget.Spend(FunctionCost * _cost);
        return value is { } real ? real : null;
    }
}
