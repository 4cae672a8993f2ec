using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <content>Products, units behind them, powers and what stands behind a value.</content>
internal sealed partial class Parser
{
    private const int MaxWrittenExponent = 4000;

    private Expression Product()
    {
        var factors = new List<Expression>();
        if (_cursor.TryTake("$"))
            return Money();
        factors.Add(Power());
        while (true)
        {
            if (_cursor.TryTake("*"))
                AddFactor(factors, SignedPower());
            else if (_cursor.TryTake("/"))
                factors = [new QuotientExpression(Joined(factors), SignedPower())];
            else if (_cursor.TryTake("mod"))
                factors = [new CallExpression(MathFunction.Modulo, Joined(factors), SignedPower())];
            else if (_cursor.Current is { Kind: TokenKind.Letter, Text: "U" } && !factors[^1].IsScalar)
                break;
            else if (StartsFactor(_cursor.Current) && !(_cursor.Current.Kind == TokenKind.Number && factors[^1] is NumberExpression))
                factors.Add(Power());
            else
                break;
        }
        return WithUnit(Joined(factors));
    }

    private static Expression Joined(List<Expression> factors) => factors.Count == 1 ? factors[0] : new ProductExpression([.. factors]);

    /// <summary>A factor; a decimal times a power of ten is a decimal in scientific notation and keeps its digits.</summary>
    private static void AddFactor(List<Expression> factors, Expression factor)
    {
        if (factors is [NumberExpression { Written: { } written } mantissa]
            && factor is PowerExpression { Base: NumberExpression { Value: var ten }, Exponent: NumberExpression { Value: var exponent } }
            && ten == 10 && exponent.TryGetInt(out var power) && Math.Abs(power) <= MaxWrittenExponent)
            factors[0] = new NumberExpression(mantissa.Value * Rational.PowerOfTen(power), written with { LastPlace = written.LastPlace + power });
        else
            factors.Add(factor);
    }

    /// <summary>A sign may stand behind an operator: 2 * -3.</summary>
    private Expression SignedPower()
    {
        var isNegative = false;
        while (_cursor.Current is { Kind: TokenKind.Sign, Text: "-" or "+" })
            isNegative ^= _cursor.Take().Text == "-";
        var value = Power();
        return isNegative ? ProductExpression.Negative(value) : value;
    }

    private QuantityExpression Money()
    {
        var value = Product();
        return new(value is QuantityExpression quantity ? quantity.Value : value, "dollar");
    }

    /// <summary>A unit behind a value: words with powers, "per" and a bar between them.</summary>
    private Expression WithUnit(Expression value)
    {
        if (_cursor.Current.Kind != TokenKind.Word || !value.IsScalar)
            return value;
        var unit = new List<string>();
        while (_cursor.Current.Kind == TokenKind.Word || (unit.Count > 0 && _cursor.Current.Is("/") && _cursor.Next.Kind is TokenKind.Word or TokenKind.Letter))
        {
            var part = _cursor.Take();
            if (part.Kind == TokenKind.Sign)
                part = _cursor.Take() with { Text = "/ " + _cursor.Ahead(-1).Text };
            unit.Add(part.Text + UnitPower());
        }
        return new QuantityExpression(value, string.Join(' ', unit));
    }

    private string UnitPower()
    {
        if (!_cursor.TryTake("^"))
            return "";
        var isGroup = _cursor.TryTake("{");
        var isNegative = _cursor.TryTake("-");
        if (_cursor.Take() is not { Number: { } power })
            throw new UnreadableException("the power of a unit is no number");
        if (isGroup)
            _cursor.Expect("}");
        return $"^{(isNegative ? "-" : "")}{power}";
    }

    private bool StartsFactor(Token token) => token switch
    {
        { Kind: TokenKind.Number or TokenKind.Function } => true,
        { Kind: TokenKind.Letter } => true,
        { Kind: TokenKind.Command, Text: var name } => !name.StartsWith("end:", StringComparison.Ordinal) && name is not ("rfloor" or "rceil"),
        { Kind: TokenKind.Sign, Text: "(" or "{" or "\\{" } => true,
        { Kind: TokenKind.Sign, Text: "|" } => !_isBetweenBars,
        _ => false,
    };

    private Expression Power()
    {
        var value = Postfix(Atom());
        if (!_cursor.TryTake("^"))
            return value;
        return Postfix(new PowerExpression(value, Script()));
    }

    /// <summary>What stands above or below: a group, or one power with its sign.</summary>
    private Expression Script()
    {
        _cursor.Enter();
        var isNegative = false;
        while (_cursor.Current is { Kind: TokenKind.Sign, Text: "-" or "+" })
            isNegative ^= _cursor.Take().Text == "-";
        var value = Power();
        _cursor.Leave();
        return isNegative ? ProductExpression.Negative(value) : value;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (_cursor.Current.Is("!") && value.IsScalar)
                value = new CallExpression(MathFunction.Factorial, value);
            else if (_cursor.Current.Is("%") && value.IsScalar)
                value = new CallExpression(MathFunction.Percent, value);
            else if (_cursor.Current.Is("deg") && value.IsScalar)
                value = new CallExpression(MathFunction.Degrees, value);
            else
                return value;
            _cursor.Take();
        }
    }
}
