using System.Text;
using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Expressions;

/// <summary>How a decimal was written: digits from the first that is not zero, and the power of ten of the last.</summary>
internal sealed record WrittenDecimal(int SignificantDigits, int LastPlace);

/// <summary>An exact number; a decimal remembers how many digits it was written with.</summary>
internal sealed class NumberExpression(Rational value, WrittenDecimal? written = null) : Expression
{
    public Rational Value => value;

    public WrittenDecimal? Written => written;

    public bool IsPlain => value.IsInteger && value.Sign >= 0;

    protected override void Write(StringBuilder text) => text.Append(value.ToString());
}

/// <summary>An unknown.</summary>
internal sealed class SymbolExpression(string name) : Expression
{
    public string Name => name;

    protected override void Write(StringBuilder text) => text.Append(name);
}

/// <summary>A number with a name.</summary>
internal sealed class ConstantExpression(MathConstant constant) : Expression
{
    public MathConstant Constant => constant;

    protected override void Write(StringBuilder text) => text.Append(constant switch
    {
        MathConstant.Pi => "pi",
        MathConstant.E => "e",
        MathConstant.ImaginaryUnit => "i",
        _ => "infinity",
    });
}

/// <summary>The numbers with names.</summary>
internal enum MathConstant
{
    Pi,
    E,
    ImaginaryUnit,
    Infinity,
}

/// <summary>A sum.</summary>
internal sealed class SumExpression(IReadOnlyList<Expression> terms) : Expression(terms)
{
    protected override void Write(StringBuilder text)
    {
        for (var i = 0; i < Parts.Count; i++)
        {
            var term = Parts[i].Text;
            if (i > 0)
                text.Append(term.StartsWith('-') ? " - " : " + ");
            text.Append(i > 0 && term.StartsWith('-') ? term[1..] : term);
        }
    }
}

/// <summary>A product.</summary>
internal sealed class ProductExpression(IReadOnlyList<Expression> factors) : Expression(factors)
{
    /// <summary>The negative of an expression; of a number, a number.</summary>
    public static Expression Negative(Expression part) => part is NumberExpression number
        ? new NumberExpression(-number.Value, number.Written)
        : new ProductExpression([new NumberExpression(Rational.MinusOne), part]);

    protected override void Write(StringBuilder text)
    {
        var isNegative = Parts is [NumberExpression { Value: var first }, _, ..] && first == Rational.MinusOne;
        if (isNegative)
            text.Append('-');
        text.AppendJoin('*', Parts.Skip(isNegative ? 1 : 0).Select((factor, i) => i == 0 && factor is NumberExpression { Value.IsInteger: true } ? factor.Text : Grouped(factor)));
    }
}

/// <summary>A quotient.</summary>
internal sealed class QuotientExpression(Expression numerator, Expression denominator) : Expression([numerator, denominator])
{
    public Expression Numerator => Parts[0];

    public Expression Denominator => Parts[1];

    protected override void Write(StringBuilder text) =>
        text.Append(Numerator is NumberExpression { Value.IsInteger: true } ? Numerator.Text : Grouped(Numerator)).Append('/').Append(Grouped(Denominator));
}

/// <summary>A power.</summary>
internal sealed class PowerExpression(Expression @base, Expression exponent) : Expression([@base, exponent])
{
    public Expression Base => Parts[0];

    public Expression Exponent => Parts[1];

    protected override void Write(StringBuilder text) => text.Append(Grouped(Base)).Append('^').Append(Grouped(Exponent));
}

/// <summary>A function of arguments.</summary>
internal sealed class CallExpression(MathFunction function, params IReadOnlyList<Expression> arguments) : Expression(arguments)
{
    public MathFunction Function => function;

    protected override void Write(StringBuilder text) =>
        text.Append(function.ToString().ToLowerInvariant()).Append('(').AppendJoin(", ", Parts).Append(')');
}

/// <summary>The functions that are known.</summary>
internal enum MathFunction
{
    Abs, Sqrt, Root, Exp, Ln, Log,
    Sin, Cos, Tan, Cot, Sec, Csc,
    Arcsin, Arccos, Arctan, Arccot, Arcsec, Arccsc,
    Sinh, Cosh, Tanh, Coth,
    Factorial, Binomial, Floor, Ceiling, Modulo, Gcd, Lcm, Min, Max, Sign,
    Percent, Degrees, PlusMinus, MinusPlus,
}

/// <summary>A limit, sum or integral that is not computed: its tokens.</summary>
internal sealed class OpaqueExpression(string source) : Expression
{
    protected override void Write(StringBuilder text) => text.Append(source);
}
