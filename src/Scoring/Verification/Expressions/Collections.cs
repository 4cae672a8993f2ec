using System.Text;

namespace RewardServer.Scoring.Verification.Expressions;

/// <summary>What stands around a list.</summary>
internal enum ListKind
{
    /// <summary>Nothing: <c>1, 2</c>.</summary>
    Bare,

    /// <summary>Parentheses or angle brackets: a tuple, a point, or an open interval.</summary>
    Tuple,

    /// <summary>Square brackets: a list, or a closed interval.</summary>
    Bracket,

    /// <summary>Braces: the order does not matter.</summary>
    Set,
}

/// <summary>Several answers.</summary>
internal sealed class ListExpression(ListKind kind, IReadOnlyList<Expression> items) : Expression
{
    public ListKind Kind => kind;

    public override IReadOnlyList<Expression> Parts => items;

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text)
    {
        var (open, close) = kind switch { ListKind.Tuple => ("(", ")"), ListKind.Bracket => ("[", "]"), ListKind.Set => ("{", "}"), _ => ("", "") };
        text.Append(open).AppendJoin(", ", items).Append(close);
    }
}

/// <summary>An interval whose brackets differ, or that nothing else could be.</summary>
internal sealed class IntervalExpression(Expression low, Expression high, bool includesLow, bool includesHigh) : Expression
{
    public Expression Low => low;

    public Expression High => high;

    public bool IncludesLow => includesLow;

    public bool IncludesHigh => includesHigh;

    public override IReadOnlyList<Expression> Parts { get; } = [low, high];

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) =>
        text.Append(includesLow ? '[' : '(').Append(low).Append(", ").Append(high).Append(includesHigh ? ']' : ')');
}

/// <summary>A matrix, or a column vector.</summary>
internal sealed class MatrixExpression(IReadOnlyList<IReadOnlyList<Expression>> rows) : Expression
{
    public IReadOnlyList<IReadOnlyList<Expression>> Rows => rows;

    public override IReadOnlyList<Expression> Parts { get; } = [.. rows.SelectMany(row => row)];

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) =>
        text.Append('[').AppendJoin(", ", rows.Select(row => $"[{string.Join(", ", row)}]")).Append(']');
}

/// <summary>How two sides are related.</summary>
internal enum Relation
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    ElementOf,
}

/// <summary>Sides with a relation between each two neighbours: <c>1 &lt; x &lt;= 2</c>.</summary>
internal sealed class RelationExpression(IReadOnlyList<Expression> sides, IReadOnlyList<Relation> relations) : Expression
{
    /// <summary>One more than there are relations.</summary>
    public override IReadOnlyList<Expression> Parts => sides;

    public IReadOnlyList<Relation> Relations => relations;

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text)
    {
        text.Append(sides[0]);
        for (var i = 0; i < relations.Count; i++)
            text.Append(Sign(relations[i])).Append(sides[i + 1]);
    }

    private static string Sign(Relation relation) => relation switch
    {
        Relation.Equal => " = ",
        Relation.NotEqual => " != ",
        Relation.Less => " < ",
        Relation.LessOrEqual => " <= ",
        Relation.Greater => " > ",
        Relation.GreaterOrEqual => " >= ",
        _ => " in ",
    };
}

/// <summary>How two sets are combined.</summary>
internal enum SetOperation
{
    Union,
    Intersection,
    Difference,
}

/// <summary>Two sets combined.</summary>
internal sealed class SetExpression(SetOperation operation, Expression left, Expression right) : Expression
{
    public SetOperation Operation => operation;

    public Expression Left => left;

    public Expression Right => right;

    public override IReadOnlyList<Expression> Parts { get; } = [left, right];

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) => text.Append(left).Append(operation switch
    {
        SetOperation.Union => " union ",
        SetOperation.Intersection => " intersect ",
        _ => " without ",
    }).Append(right);
}

/// <summary>A set with a name: the real numbers, the empty set, …</summary>
internal sealed class NamedSetExpression(string name) : Expression
{
    public const string Reals = "reals";
    public const string Empty = "empty set";

    public string Name => name;

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) => text.Append(name);
}

/// <summary>A number with a unit behind it.</summary>
internal sealed class QuantityExpression(Expression value, string unit) : Expression
{
    public Expression Value => value;

    /// <summary>The unit as written, in plain notation: <c>cm^2</c>, <c>km/h</c>.</summary>
    public string Unit => unit;

    public override IReadOnlyList<Expression> Parts { get; } = [value];

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) => text.Append(value).Append(' ').Append(unit);
}

/// <summary>Words.</summary>
internal sealed class TextExpression(string words) : Expression
{
    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) => text.Append(words);
}
