using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Compares lists, tuples, sets and matrices item by item.</summary>
internal sealed class CollectionComparer(VerifierOptions options, ValueComparer values, WorkBudget budget)
{
    public Finding Compare(Expression answer, Expression reference)
    {
        if (answer is MatrixExpression || reference is MatrixExpression)
            return Matrices(answer, reference);
        if (answer is not ListExpression a || reference is not ListExpression b)
            return OneList(answer, reference);
        if (NamedValues(a, b) is { } named)
            return named;
        if (KindsDiffer(a.Kind, b.Kind))
            return Finding.Different($"{Describe(a.Kind)} is not {Describe(b.Kind)}");
        var isSet = a.Kind == ListKind.Set || b.Kind == ListKind.Set || (options.Strictness == Strictness.Lenient && a.Kind == ListKind.Bare && b.Kind == ListKind.Bare);
        return isSet ? InAnyOrder(a.Parts, b.Parts) : InOrder(a.Parts, b.Parts);
    }

    /// <summary>Compares the parts of two intervals whose ends have no known order.</summary>
    public Finding CompareParts(Expression a, Expression b) =>
        a.Parts.Count == b.Parts.Count && Brackets(a) == Brackets(b) ? InOrder(a.Parts, b.Parts) : Finding.Different("their brackets or numbers of parts differ");

    /// <summary>x = 1, y = 2 in any order, or as the tuple (1, 2) in the order of the names.</summary>
    private Finding? NamedValues(ListExpression a, ListExpression b)
    {
        var (first, second) = (Assignments.ReadAll(a), Assignments.ReadAll(b));
        if (first is null && second is null)
            return null;
        if (first is not null && second is not null)
        {
            return first.Select(item => item.Name).SequenceEqual(second.Select(item => item.Name))
                ? InOrder([.. first.Select(item => item.Value)], [.. second.Select(item => item.Value)])
                : Finding.Different("they give values to different unknowns");
        }
        var other = first is null ? a : b;
        if (options.Strictness == Strictness.Strict || other.Kind == ListKind.Set)
            return Finding.Different("only one of them names its unknowns");
        return first is null
            ? InOrder(a.Parts, [.. second!.Select(item => item.Value)])
            : InOrder([.. first.Select(item => item.Value)], b.Parts);
    }

    private bool KindsDiffer(ListKind a, ListKind b)
    {
        if (a == b || options.Strictness == Strictness.Lenient)
            return false;
        // Without brackets the order is all there is; a set in braces takes a list without a tuple's brackets.
        return options.Strictness == Strictness.Strict || (a != ListKind.Bare && b != ListKind.Bare && (a == ListKind.Tuple || b == ListKind.Tuple));
    }

    private Finding OneList(Expression answer, Expression reference)
    {
        var list = answer as ListExpression ?? (ListExpression)reference;
        var other = ReferenceEquals(list, answer) ? reference : answer;
        if (other is NamedSetExpression or SetExpression && list.Kind == ListKind.Set)
            return values.CompareSets(answer, reference);
        return other is NamedSetExpression or SetExpression
            ? Finding.Different($"{Describe(list.Kind)} is not a set")
            : Finding.Different($"one of them is {Describe(list.Kind)} of {list.Parts.Count} and the other is a single value");
    }

    private Finding InOrder(IReadOnlyList<Expression> a, IReadOnlyList<Expression> b)
    {
        if (a.Count != b.Count)
            return Finding.Different($"there are {a.Count} items against {b.Count}");
        var unknown = default(Finding?);
        for (var i = 0; i < a.Count; i++)
        {
            var finding = values.Compare(a[i], b[i]);
            if (finding.Outcome == Outcome.Different)
                return Finding.Different($"item {i + 1} differs: {finding.Why}");
            if (finding.Outcome == Outcome.Unknown)
                unknown ??= finding;
        }
        return unknown ?? Finding.Equal($"all {a.Count} items are equal");
    }

    /// <summary>Each item of one is in the other; the same item twice counts once.</summary>
    private Finding InAnyOrder(IReadOnlyList<Expression> a, IReadOnlyList<Expression> b)
    {
        var missing = Missing(a, b, out var isUnknown) ?? Missing(b, a, out isUnknown);
        if (missing is null)
            return Finding.Equal("both have the same elements");
        return isUnknown ? Finding.Unknown($"it could not be told whether {missing} is in both") : Finding.Different($"{missing} is in only one of them");
    }

    private Expression? Missing(IReadOnlyList<Expression> from, IReadOnlyList<Expression> other, out bool isUnknown)
    {
        isUnknown = false;
        foreach (var item in from)
        {
            budget.Spend(1);
            var isFound = false;
            foreach (var candidate in other)
            {
                var finding = values.Compare(item, candidate);
                isFound = finding.IsEqual;
                if (isFound)
                    break;
                isUnknown |= finding.Outcome == Outcome.Unknown;
            }
            if (!isFound)
                return item;
        }
        return null;
    }

    private Finding Matrices(Expression answer, Expression reference)
    {
        if (AsRows(answer) is not { } a || AsRows(reference) is not { } b)
            return Finding.Different("one of them is a matrix and the other is not");
        if (a.Count != b.Count || a[0].Count != b[0].Count)
            return Finding.Different($"a matrix of {a.Count} x {a[0].Count} is not one of {b.Count} x {b[0].Count}");
        return InOrder([.. a.SelectMany(row => row)], [.. b.SelectMany(row => row)]);
    }

    /// <summary>Rows of a matrix, of a list of equally long lists, or of a tuple (a column vector).</summary>
    private static IReadOnlyList<IReadOnlyList<Expression>>? AsRows(Expression value) => value switch
    {
        MatrixExpression matrix => matrix.Rows,
        ListExpression { Kind: ListKind.Bracket or ListKind.Tuple } list when list.Parts.All(row => row is ListExpression) && list.Parts.DistinctBy(row => row.Parts.Count).Count() == 1 =>
            [.. list.Parts.Select(row => row.Parts)],
        ListExpression { Kind: ListKind.Tuple or ListKind.Bracket } tuple => [.. tuple.Parts.Select(item => (Expression[])[item])],
        _ => null,
    };

    private static string Brackets(Expression value) => value is IntervalExpression interval ? $"{interval.IncludesLow}{interval.IncludesHigh}" : value.Text[..1];

    private static string Describe(ListKind kind) => kind switch
    {
        ListKind.Tuple => "a tuple",
        ListKind.Bracket => "a list in square brackets",
        ListKind.Set => "a set",
        _ => "a list",
    };
}
