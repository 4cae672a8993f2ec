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
internal sealed class ListExpression(ListKind kind, IReadOnlyList<Expression> items) : Expression(items)
{
    public ListKind Kind => kind;

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text)
    {
        var (open, close) = kind switch { ListKind.Tuple => ("(", ")"), ListKind.Bracket => ("[", "]"), ListKind.Set => ("{", "}"), _ => ("", "") };
        text.Append(open).AppendJoin(", ", Parts).Append(close);
    }
}

/// <summary>An interval whose brackets differ, or that nothing else could be.</summary>
internal sealed class IntervalExpression(Expression low, Expression high, bool includesLow, bool includesHigh) : Expression([low, high])
{
    public Expression Low => Parts[0];

    public Expression High => Parts[1];

    public bool IncludesLow => includesLow;

    public bool IncludesHigh => includesHigh;

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) =>
        text.Append(includesLow ? '[' : '(').Append(Low).Append(", ").Append(High).Append(includesHigh ? ']' : ')');
}

/// <summary>A matrix, or a column vector.</summary>
internal sealed class MatrixExpression(IReadOnlyList<IReadOnlyList<Expression>> rows) : Expression([.. rows.SelectMany(row => row)])
{
    public IReadOnlyList<IReadOnlyList<Expression>> Rows => rows;

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
internal sealed class RelationExpression(IReadOnlyList<Expression> sides, IReadOnlyList<Relation> relations) : Expression(sides)
{
    public IReadOnlyList<Relation> Relations => relations;

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text)
    {
        text.Append(Parts[0]);
        for (var i = 0; i < relations.Count; i++)
            text.Append(Sign(relations[i])).Append(Parts[i + 1]);
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
internal sealed class SetExpression(SetOperation operation, Expression left, Expression right) : Expression([left, right])
{
    public SetOperation Operation => operation;

    public Expression Left => Parts[0];

    public Expression Right => Parts[1];

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) => text.Append(Left).Append(operation switch
    {
        SetOperation.Union => " union ",
        SetOperation.Intersection => " intersect ",
        _ => " without ",
    }).Append(Right);
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
internal sealed class QuantityExpression(Expression value, string unit) : Expression([value])
{
    public Expression Value => Parts[0];

    /// <summary>The unit as written, in plain notation: <c>cm^2</c>, <c>km/h</c>.</summary>
    public string Unit => unit;

    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) => text.Append(Value).Append(' ').Append(unit);
}

/// <summary>Words.</summary>
internal sealed class TextExpression(string words) : Expression
{
    public override bool IsScalar => false;

    protected override void Write(StringBuilder text) => text.Append(words);
}
