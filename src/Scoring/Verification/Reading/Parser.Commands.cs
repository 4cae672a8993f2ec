using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <content>LaTeX commands, functions and matrices.</content>
internal sealed partial class Parser
{
    private const int MaxDeterminant = 4;

    private Expression Command()
    {
        var name = _cursor.Take().Text;
        switch (name)
        {
            case "frac":
                return new QuotientExpression(Argument(), Argument());
            case "binom":
                return new CallExpression(MathFunction.Binomial, Argument(), Argument());
            case "sqrt":
                return Root();
            case "lfloor" or "lceil":
                var content = Inside(Sum, isBetweenBars: false);
                if (_cursor.Take() is not { Kind: TokenKind.Command, Text: var closing } || closing != "r" + name[1..])
                    throw new UnreadableException($"\\{name} is not closed");
                return new CallExpression(name == "lfloor" ? MathFunction.Floor : MathFunction.Ceiling, content);
            case "emptyset":
                return new NamedSetExpression(NamedSetExpression.Empty);
            case "det":
                return Atom() is MatrixExpression matrix ? Determinant(matrix) : throw new UnreadableException("\\det stands before no matrix");
            case "lim" or "int" or "sum" or "prod":
                return Opaque(name);
            default:
                if (name.StartsWith("set:", StringComparison.Ordinal))
                    return new NamedSetExpression(name == "set:R" ? NamedSetExpression.Reals : name[4..]);
                if (name.StartsWith("begin:", StringComparison.Ordinal))
                    return Matrix(name[6..]);
                throw new UnreadableException($"\\{name} was not expected there");
        }
    }

    private CallExpression Root()
    {
        if (!_cursor.TryTake("["))
            return new(MathFunction.Sqrt, Argument());
        var degree = Inside(Sum, isBetweenBars: false);
        _cursor.Expect("]");
        return new(MathFunction.Root, Argument(), degree);
    }

    /// <summary>What is not computed, up to the next relation or separator outside of brackets.</summary>
    private OpaqueExpression Opaque(string name)
    {
        var source = new List<string> { name };
        for (var depth = 0; !_cursor.IsAtEnd; _cursor.Take())
        {
            var token = _cursor.Current;
            if (depth == 0 && token.Kind == TokenKind.Sign && (RelationOf(token) is not null || token.Text is "," or ";" or ")" or "]" or "}" or "\\}"))
                break;
            depth += token is { Kind: TokenKind.Sign, Text: "(" or "[" or "{" or "\\{" } ? 1 : token is { Kind: TokenKind.Sign, Text: ")" or "]" or "}" or "\\}" } ? -1 : 0;
            source.Add(token.Number?.Text ?? token.Text);
        }
        return new(string.Join(' ', source));
    }

    private Expression Matrix(string environment)
    {
        if (environment.TrimEnd('*') is not ("pmatrix" or "bmatrix" or "vmatrix" or "matrix" or "Bmatrix" or "smallmatrix" or "array"))
            throw new UnreadableException($"the environment {environment} is not known");
        var rows = new List<IReadOnlyList<Expression>>();
        var row = new List<Expression>();
        var end = "end:" + environment;
        while (!(_cursor.Current is { Kind: TokenKind.Command, Text: var name } && name == end))
        {
            if (_cursor.IsAtEnd)
                throw new UnreadableException($"\\begin{{{environment}}} is not closed");
            row.Add(Inside(Sum, isBetweenBars: false));
            if (_cursor.TryTake("&"))
                continue;
            rows.Add(row);
            row = [];
            if (!_cursor.TryTake("\\\\"))
                break;
        }
        if (_cursor.Take() is not { Kind: TokenKind.Command, Text: var closing } || closing != end || rows.Count == 0 || rows.Any(r => r.Count != rows[0].Count))
            throw new UnreadableException("the rows of a matrix differ in length");
        var matrix = new MatrixExpression(rows);
        return environment == "vmatrix" ? Determinant(matrix) : matrix;
    }

    private static Expression Determinant(MatrixExpression matrix)
    {
        var size = matrix.Rows.Count;
        if (size != matrix.Rows[0].Count || size > MaxDeterminant)
            throw new UnreadableException($"only determinants of square matrices up to {MaxDeterminant} x {MaxDeterminant} are computed");
        return Minor([.. Enumerable.Range(0, size)], 0);

        Expression Minor(int[] columns, int row)
        {
            if (columns.Length == 1)
                return matrix.Rows[row][columns[0]];
            return new SumExpression([.. columns.Select((column, i) => new ProductExpression(
                [new NumberExpression(i % 2 == 0 ? Rational.One : Rational.MinusOne), matrix.Rows[row][column], Minor([.. columns.Where(c => c != column)], row + 1)]))]);
        }
    }

    private Expression Function()
    {
        var name = _cursor.Take().Text;
        var function = Notation.Functions[name];
        var power = _cursor.TryTake("^") ? Script() : null;
        var @base = _cursor.TryTake("_") ? Script() : null;
        power ??= _cursor.TryTake("^") ? Script() : null;
        if (power is NumberExpression { Value: var exponent } && exponent == Rational.MinusOne && Inverse(function) is { } inverse)
            (function, power) = (inverse, null);
        var arguments = Arguments(function);
        var value = Call(name, function, @base, arguments);
        return power is null ? value : new PowerExpression(value, power);
    }

    private static MathFunction? Inverse(MathFunction function) => function switch
    {
        MathFunction.Sin => MathFunction.Arcsin,
        MathFunction.Cos => MathFunction.Arccos,
        MathFunction.Tan => MathFunction.Arctan,
        MathFunction.Cot => MathFunction.Arccot,
        MathFunction.Sec => MathFunction.Arcsec,
        MathFunction.Csc => MathFunction.Arccsc,
        _ => null,
    };

    private static Expression Call(string name, MathFunction function, Expression? @base, IReadOnlyList<Expression> arguments)
    {
        var isMany = function is MathFunction.Binomial or MathFunction.Gcd or MathFunction.Lcm or MathFunction.Min or MathFunction.Max;
        if (isMany != arguments.Count > 1 || arguments.Any(argument => !argument.IsScalar) || (function == MathFunction.Binomial && arguments.Count != 2))
            throw new UnreadableException($"{name} has {arguments.Count} arguments");
        return function switch
        {
            MathFunction.Exp => new PowerExpression(new ConstantExpression(MathConstant.E), arguments[0]),
            MathFunction.Ln when @base is not null => new CallExpression(MathFunction.Log, arguments[0], @base),
            MathFunction.Log => new CallExpression(MathFunction.Log, arguments[0], @base ?? new NumberExpression(10)),
            MathFunction.Root => new CallExpression(MathFunction.Root, arguments[0], new NumberExpression(3)),
            _ => new CallExpression(function, arguments),
        };
    }

    /// <summary>A function's arguments: a group, or the factors up to the next function, sign or operator.</summary>
    private IReadOnlyList<Expression> Arguments(MathFunction function)
    {
        if (_cursor.Current is { Kind: TokenKind.Sign, Text: "(" or "{" or "[" })
        {
            var opening = _cursor.Take().Text;
            var content = Inside(List, isBetweenBars: false);
            _cursor.Expect(opening switch { "(" => ")", "{" => "}", _ => "]" });
            return content is ListExpression { Kind: ListKind.Bare or ListKind.Set } list ? list.Parts : [content];
        }
        if (function is MathFunction.Sqrt or MathFunction.Root)
            return [Atom()];
        var isNegative = _cursor.TryTake("-");
        var factors = new List<Expression> { Power() };
        while (StartsFactor(_cursor.Current) && _cursor.Current.Kind is not (TokenKind.Function or TokenKind.Number) && !_cursor.Current.Is("("))
            factors.Add(Power());
        var argument = Joined(factors);
        return [isNegative ? ProductExpression.Negative(argument) : argument];
    }
}
