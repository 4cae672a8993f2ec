using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>
/// Reads tokens by recursive descent, one method a level of binding: list, relation, set, sum, product, power, postfix, atom. It never
/// goes back by more than a mixed number.
/// </summary>
internal sealed partial class Parser
{
    private readonly TokenCursor _cursor;
    // Inside of bars a bar closes; anywhere else it opens.
    private bool _isBetweenBars;

    private Parser(TokenCursor cursor) => _cursor = cursor;

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="UnreadableException">It is no mathematics, or too deep.</exception>
    public static Expression Read(IReadOnlyList<Token> tokens, WorkBudget budget)
    {
        var parser = new Parser(new(tokens, budget));
        var expression = parser.List();
        return parser._cursor.IsAtEnd ? expression : throw parser._cursor.Unexpected();
    }

    /// <summary>Items between separators; "or" makes them a set.</summary>
    private Expression List()
    {
        _cursor.Enter();
        var items = new List<Expression> { Relation() };
        var isSet = false;
        while (Separator() is { } separator)
        {
            isSet |= separator == "or";
            items.Add(Relation());
        }
        _cursor.Leave();
        return items.Count == 1 ? items[0] : new ListExpression(isSet ? ListKind.Set : ListKind.Bare, items);
    }

    private string? Separator()
    {
        string? separator = null;
        // ", and" is one separator.
        while (_cursor.Current is { Kind: TokenKind.Sign, Text: "," or ";" or "and" or "or" } token && (separator is null or "," or ";"))
            separator = _cursor.Take() is { Text: "or" or "and" } word ? word.Text : separator ?? token.Text;
        return separator;
    }

    private Expression Relation()
    {
        var sides = new List<Expression> { Caption() ?? Set() };
        var relations = new List<Relation>();
        while (RelationOf(_cursor.Current) is { } relation)
        {
            _cursor.Take();
            relations.Add(relation);
            sides.Add(Set());
        }
        return relations.Count == 0 ? sides[0] : new RelationExpression(sides, relations);
    }

    /// <summary>Words in front of an equals sign: "The area = 12".</summary>
    private TextExpression? Caption()
    {
        var length = 0;
        while (_cursor.Ahead(length).Kind is TokenKind.Word or TokenKind.Letter)
            length++;
        if (_cursor.Current.Kind != TokenKind.Word || !_cursor.Ahead(length).Is("="))
            return null;
        var words = new string[length];
        for (var i = 0; i < length; i++)
            words[i] = _cursor.Take().Text;
        return new(string.Join(' ', words));
    }

    private static Relation? RelationOf(Token token) => token.Kind != TokenKind.Sign ? null : token.Text switch
    {
        "=" => Expressions.Relation.Equal,
        "!=" => Expressions.Relation.NotEqual,
        "<" => Expressions.Relation.Less,
        "<=" => Expressions.Relation.LessOrEqual,
        ">" => Expressions.Relation.Greater,
        ">=" => Expressions.Relation.GreaterOrEqual,
        "in" => Expressions.Relation.ElementOf,
        _ => null,
    };

    private Expression Set()
    {
        var left = Sum();
        while (true)
        {
            var isUnionLetter = _cursor.Current is { Kind: TokenKind.Letter, Text: "U" } && !left.IsScalar;
            SetOperation? operation = _cursor.Current switch
            {
                { Kind: TokenKind.Sign, Text: "union" } => SetOperation.Union,
                { Kind: TokenKind.Sign, Text: "intersect" } => SetOperation.Intersection,
                { Kind: TokenKind.Sign, Text: "without" } => SetOperation.Difference,
                _ when isUnionLetter => SetOperation.Union,
                _ => null,
            };
            if (operation is null)
                return left;
            _cursor.Take();
            left = new SetExpression(operation.Value, left, Sum());
        }
    }

    private Expression Sum()
    {
        var terms = new List<Expression> { Term(Sign()) };
        while (_cursor.Current is { Kind: TokenKind.Sign, Text: "+" or "-" or "+-" or "-+" })
            terms.Add(Term(Sign()));
        return terms.Count == 1 ? terms[0] : new SumExpression(terms);
    }

    /// <summary>The sign in front of a term; several in a row are multiplied.</summary>
    private string Sign()
    {
        var sign = "+";
        while (_cursor.Current is { Kind: TokenKind.Sign, Text: "+" or "-" or "+-" or "-+" })
        {
            sign = (sign, _cursor.Take().Text) switch
            {
                ("-", "-") => "+",
                ("+", var next) => next,
                ("-", "+-") => "-+",
                ("-", "-+") => "+-",
                (var present, _) => present,
            };
        }
        return sign;
    }

    private Expression Term(string sign)
    {
        var term = Product();
        return sign switch
        {
            "-" when term is QuantityExpression quantity => new QuantityExpression(ProductExpression.Negative(quantity.Value), quantity.Unit),
            "-" => ProductExpression.Negative(term),
            "+-" => new CallExpression(MathFunction.PlusMinus, term),
            "-+" => new CallExpression(MathFunction.MinusPlus, term),
            _ => term,
        };
    }
}
