using System.Globalization;
using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <content>Numbers, names, brackets, fractions and roots.</content>
internal sealed partial class Parser
{
    private Expression Atom()
    {
        _cursor.Enter();
        var atom = _cursor.Current.Kind switch
        {
            TokenKind.Number => Number(),
            TokenKind.Letter => Letter(),
            TokenKind.Function => Function(),
            TokenKind.Command => Command(),
            TokenKind.Sign => Bracketed(),
            _ => throw _cursor.Unexpected(),
        };
        _cursor.Leave();
        return atom;
    }

    private Expression Number()
    {
        var number = _cursor.Take().Number!;
        if (_cursor.Current.Is("_"))
            return new QuantityExpression(number, "base " + Subscript());
        return MixedNumber(number) ?? number;
    }

    /// <summary>3 1/2 and 3\frac{1}{2} are three and a half; the fraction is a proper one of whole numbers.</summary>
    private NumberExpression? MixedNumber(NumberExpression whole)
    {
        if (!whole.Value.IsInteger || whole.Written is not null)
            return null;
        var place = _cursor.Place;
        if (IsNumericFraction() && Atom() is QuotientExpression { Numerator: NumberExpression a, Denominator: NumberExpression b })
        {
            if (Proper(a, b) is { } fraction)
                return new(whole.Value + fraction);
        }
        else if (_cursor.Current is { Number: { } numerator, IsSpaced: true } && _cursor.Next.Is("/") && _cursor.Ahead(2).Number is { } denominator && Proper(numerator, denominator) is { } plain)
        {
            _cursor.Take();
            _cursor.Take();
            _cursor.Take();
            return new(whole.Value + plain);
        }
        _cursor.ReturnTo(place);
        return null;
    }

    /// <summary>Looks ahead before reading, so that nested fractions are not read twice at every level.</summary>
    private bool IsNumericFraction()
    {
        if (_cursor.Current is not { Kind: TokenKind.Command, Text: "frac" })
            return false;
        var at = 1;
        for (var argument = 0; argument < 2; argument++)
        {
            if (_cursor.Ahead(at).Kind == TokenKind.Number)
                at += argument == 0 && _cursor.Ahead(at).Number!.Text.Length > 1 ? 0 : 1;
            else if (_cursor.Ahead(at).Is("{") && _cursor.Ahead(at + 1).Kind == TokenKind.Number && _cursor.Ahead(at + 2).Is("}"))
                at += 3;
            else
                return false;
        }
        return true;
    }

    private static Rational? Proper(NumberExpression numerator, NumberExpression denominator) =>
        numerator.Value is { IsInteger: true, Sign: > 0 } a && denominator.Value.IsInteger && a.CompareTo(denominator.Value) < 0 ? a / denominator.Value : null;

    private Expression Letter()
    {
        var name = _cursor.Take().Text;
        if (_cursor.Current.Is("_"))
            name += "_" + Subscript();
        while (_cursor.TryTake("'"))
            name += "'";
        return name switch
        {
            "pi" => new ConstantExpression(MathConstant.Pi),
            "e" => new ConstantExpression(MathConstant.E),
            "i" => new ConstantExpression(MathConstant.ImaginaryUnit),
            "infinity" => new ConstantExpression(MathConstant.Infinity),
            _ => new SymbolExpression(name),
        };
    }

    private string Subscript()
    {
        _cursor.Expect("_");
        return Script().Text;
    }

    private Expression Bracketed()
    {
        var opening = _cursor.Current.Text;
        switch (opening)
        {
            case "(" or "[" or "]":
                return List(opening);
            case "{" or "\\{":
                return Braces(opening);
            case "|":
                _cursor.Take();
                var inside = Inside(Sum, isBetweenBars: true);
                _cursor.Expect("|");
                return new CallExpression(MathFunction.Abs, inside);
            default:
                throw _cursor.Unexpected();
        }
    }

    /// <summary>Parentheses and square brackets; those of an interval need not match.</summary>
    private Expression List(string opening)
    {
        _cursor.Take();
        var content = Inside(List, isBetweenBars: false);
        if (_cursor.Current is not { Kind: TokenKind.Sign, Text: ")" or "]" or "[" })
            throw _cursor.Unexpected();
        var closing = _cursor.Take().Text;
        var items = content is ListExpression { Kind: ListKind.Bare } list ? list.Parts : [content];
        if ((opening, closing) is ("(", ")"))
            return items.Count == 1 ? items[0] : new ListExpression(ListKind.Tuple, items);
        if ((opening, closing) is ("[", "]"))
            return new ListExpression(ListKind.Bracket, items);
        // ]a, b[ is the open interval in some countries.
        return items is [var low, var high]
            ? new IntervalExpression(low, high, opening == "[", closing == "]")
            : throw new UnreadableException($"'{opening}' is closed by '{closing}'");
    }

    private Expression Braces(string opening)
    {
        _cursor.Take();
        var closing = opening == "{" ? "}" : "\\}";
        if (_cursor.TryTake(closing))
            return new NamedSetExpression(NamedSetExpression.Empty);
        var content = Inside(List, isBetweenBars: opening == "\\{");
        if (opening == "\\{" && (_cursor.TryTake("|") || _cursor.TryTake(":")))
        {
            // {x | x > 3}: the condition says it all.
            content = Inside(List, isBetweenBars: false);
            _cursor.Expect(closing);
            return content is RelationExpression or ListExpression ? content : throw new UnreadableException("a set's condition is no relation");
        }
        _cursor.Expect(closing);
        return content switch
        {
            ListExpression { Kind: ListKind.Bare } list => new ListExpression(ListKind.Set, list.Parts),
            _ when opening == "\\{" => new ListExpression(ListKind.Set, [content]),
            _ => content,
        };
    }

    private Expression Inside(Func<Expression> read, bool isBetweenBars)
    {
        var before = _isBetweenBars;
        _isBetweenBars = isBetweenBars;
        var content = read();
        _isBetweenBars = before;
        return content;
    }

    /// <summary>An argument as TeX takes it: a group, or a single digit or letter.</summary>
    private Expression Argument()
    {
        if (_cursor.Current.Number is not { } number)
            return Atom();
        var digits = number.Text;
        if (digits.Length > 1 && number.Value.IsInteger && number.Written is null)
        {
            _cursor.Replace(digits[1..]);
            return new NumberExpression(int.Parse(digits.AsSpan(0, 1), CultureInfo.InvariantCulture));
        }
        return _cursor.Take().Number!;
    }
}
