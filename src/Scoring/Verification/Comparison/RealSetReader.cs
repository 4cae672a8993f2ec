using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Reads intervals, unions, finite sets and inequalities in one unknown as sets of real numbers.</summary>
internal sealed class RealSetReader(PointComparer points, WorkBudget budget)
{
    /// <summary>Whether a value can only be an interval or made of intervals.</summary>
    public static bool IsInterval(Expression value) => value switch
    {
        IntervalExpression or NamedSetExpression { Name: NamedSetExpression.Reals } => true,
        SetExpression set => IsIntervalLike(set.Left) || IsIntervalLike(set.Right),
        ListExpression { Kind: ListKind.Tuple or ListKind.Bracket, Parts: [var low, var high] } => IsInfinite(low) || IsInfinite(high),
        _ => false,
    };

    /// <summary>The set; null when it is none, has unknown ends, or ends that cannot be put in order.</summary>
    public RealSet? Read(Expression value)
    {
        budget.Spend(1);
        switch (value)
        {
            case IntervalExpression interval:
                return Interval(interval.Low, interval.High, interval.IncludesLow, interval.IncludesHigh);
            case ListExpression { Kind: ListKind.Tuple or ListKind.Bracket, Parts: [var low, var high] } list:
                return Interval(low, high, list.Kind == ListKind.Bracket, list.Kind == ListKind.Bracket);
            case ListExpression { Kind: ListKind.Set or ListKind.Bare } set when set.Parts.All(item => item.IsScalar):
                return set.Parts.All(IsBound) ? RealSet.Of(points, set.Parts.Select(item => new Piece(new(item, 0, true), new(item, 0, true)))) : null;
            case ListExpression { Kind: ListKind.Set or ListKind.Bare } union:
                return Fold(union.Parts);
            case NamedSetExpression { Name: NamedSetExpression.Reals }:
                return RealSet.Of(points, [new(Bound.MinusInfinity, Bound.PlusInfinity)]);
            case NamedSetExpression { Name: NamedSetExpression.Empty }:
                return RealSet.Of(points, []);
            case SetExpression set:
                return Read(set.Left) is { } left && Read(set.Right) is { } right ? Combine(set.Operation, left, right) : null;
            case RelationExpression relation:
                return ReadRelation(relation)?.Set;
            default:
                return null;
        }
    }

    /// <summary>An inequality, or membership, in one unknown: the unknown and the numbers it may be.</summary>
    public (string Name, RealSet Set)? ReadRelation(RelationExpression relation)
    {
        if (relation is { Parts: [SymbolExpression element, var of], Relations: [Relation.ElementOf] })
            return Read(of) is { } members ? (element.Name, members) : null;
        var names = relation.All().OfType<SymbolExpression>().Select(symbol => symbol.Name).Distinct().Take(2).ToArray();
        if (names.Length != 1)
            return null;
        RealSet? result = null;
        for (var i = 0; i < relation.Relations.Count; i++)
        {
            if (Solve(relation.Parts[i], relation.Relations[i], relation.Parts[i + 1]) is not { } solved)
                return null;
            result = result is null ? solved : result.Intersect(solved);
            if (result is null)
                return null;
        }
        return result is null ? null : (names[0], result);
    }

    private static bool IsIntervalLike(Expression value) => value is IntervalExpression or SetExpression or NamedSetExpression or ListExpression { Kind: ListKind.Tuple or ListKind.Bracket or ListKind.Set };

    private static RealSet? Combine(SetOperation operation, RealSet left, RealSet right) => operation switch
    {
        SetOperation.Union => left.Union(right),
        SetOperation.Intersection => left.Intersect(right),
        _ => left.Intersect(right.Complement()),
    };

    /// <summary>Several conditions: all of them where that leaves anything, else any of them.</summary>
    private RealSet? Fold(IReadOnlyList<Expression> parts)
    {
        var sets = parts.Select(Read).ToArray();
        if (sets.Length == 0 || sets.Any(set => set is null))
            return null;
        var all = sets.Aggregate((a, b) => a is null || b is null ? null : a.Intersect(b));
        return all is { IsEmpty: false } && parts.All(part => part is RelationExpression) ? all : sets.Aggregate((a, b) => a is null || b is null ? null : a.Union(b));
    }

    private RealSet? Interval(Expression low, Expression high, bool includesLow, bool includesHigh) =>
        ReadBound(low, includesLow) is { } from && ReadBound(high, includesHigh) is { } to ? RealSet.Of(points, [new(from, to)]) : null;

    private RealSet? Solve(Expression left, Relation relation, Expression right)
    {
        if (left is SymbolExpression && (right.IsClosed || IsInfinite(right)))
            return Solution(relation, right);
        if (right is SymbolExpression && (left.IsClosed || IsInfinite(left)))
            return Solution(Flipped(relation), left);
        return SolveLinear(left, relation, right);
    }

    private RealSet? SolveLinear(Expression left, Relation relation, Expression right)
    {
        var forms = new ExactForm(budget);
        if (!left.IsScalar || !right.IsScalar || forms.Of(left) is not { } a || forms.Of(right) is not { } b || !a.Denominator.IsConstant(out _) || !b.Denominator.IsConstant(out _) || !forms.IsFree)
            return null;
        var (slope, constant) = (Rational.Zero, Rational.Zero);
        foreach (var (monomial, coefficient) in a.Difference(b, budget).Terms)
        {
            if (monomial.IsOne)
                constant = coefficient;
            else if (monomial.Powers is [{ Id: >= 0, Exponent: 1 }])
                slope = coefficient;
            else
                return null;
        }
        return slope.IsZero ? null : Solution(slope.Sign > 0 ? relation : Flipped(relation), new NumberExpression(-constant / slope));
    }

    private RealSet? Solution(Relation relation, Expression bound)
    {
        if (ReadBound(bound, relation is not (Relation.Less or Relation.Greater)) is not { } end)
            return null;
        return relation switch
        {
            Relation.Less or Relation.LessOrEqual => RealSet.Of(points, [new(Bound.MinusInfinity, end)]),
            Relation.Greater or Relation.GreaterOrEqual => RealSet.Of(points, [new(end, Bound.PlusInfinity)]),
            Relation.NotEqual when end.Infinity == 0 => RealSet.Of(points, [new(end, end)])?.Complement(),
            Relation.Equal when end.Infinity == 0 => RealSet.Of(points, [new(end, end)]),
            _ => null,
        };
    }

    private static Relation Flipped(Relation relation) => relation switch
    {
        Relation.Less => Relation.Greater,
        Relation.LessOrEqual => Relation.GreaterOrEqual,
        Relation.Greater => Relation.Less,
        Relation.GreaterOrEqual => Relation.LessOrEqual,
        _ => relation,
    };

    private static Bound? ReadBound(Expression value, bool isIncluded)
    {
        if (!IsInfinite(value))
            return IsBound(value) ? new(value is CallExpression { Function: MathFunction.Degrees } degrees ? degrees.Parts[0] : value, 0, isIncluded) : null;
        return value is ConstantExpression ? Bound.PlusInfinity : Bound.MinusInfinity;
    }

    private static bool IsBound(Expression value) => value.IsScalar && value.IsClosed && !IsInfinite(value);

    private static bool IsInfinite(Expression value) => value is ConstantExpression { Constant: MathConstant.Infinity }
        or ProductExpression { Parts: [NumberExpression { Value.Sign: < 0 }, ConstantExpression { Constant: MathConstant.Infinity }] };
}
