using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Equations that give a name a value: <c>x = 3</c>, <c>f(x) = x^2</c>, <c>(x, y) = (1, 2)</c>, <c>2 + 3 = 5</c>.</summary>
internal static class Assignments
{
    private const string FunctionNames = "fghpqFGPQVTASy";

    /// <summary>The name on the left of an equation; null when there is none.</summary>
    public static string? NameOf(Expression side) => side switch
    {
        SymbolExpression symbol => symbol.Name,
        TextExpression text => text.Text,
        // f(x): the parser took it for a product.
        ProductExpression { Parts: [SymbolExpression { Name: [var letter, ..] } function, SymbolExpression or NumberExpression or ListExpression { Kind: ListKind.Tuple }] }
            when FunctionNames.Contains(letter, StringComparison.Ordinal) => function.Name,
        _ => null,
    };

    /// <summary>Name and value of an equation like <c>x = 3</c> (the name first or last); null for any other.</summary>
    public static (string Name, Expression Value)? Read(RelationExpression relation)
    {
        if (relation.Relations.Any(r => r != Relation.Equal))
            return null;
        if (NameOf(relation.Parts[0]) is { } name)
            return (name, Rest(relation));
        return relation.Parts is [{ IsClosed: true } value, SymbolExpression last] ? (last.Name, value) : null;
    }

    /// <summary>The last side of a chain of values without unknowns: <c>2 + 3 = 5</c>.</summary>
    public static bool IsComputation(RelationExpression relation) =>
        relation.Relations.All(r => r == Relation.Equal) && relation.Parts.All(side => side.IsClosed || side is OpaqueExpression);

    /// <summary>
    /// <c>x = 1, x = 2</c> and <c>x = 1, 2</c> are the set of values of x; <c>(x, y) = (1, 2)</c> is <c>x = 1, y = 2</c>. Anything else stays.
    /// </summary>
    public static Expression Collected(Expression value)
    {
        if (value is RelationExpression { Parts: [ListExpression { Kind: ListKind.Tuple } names, ListExpression { Kind: ListKind.Tuple } values], Relations: [Relation.Equal] }
            && names.Parts.Count == values.Parts.Count && names.Parts.All(name => name is SymbolExpression))
            return new ListExpression(ListKind.Set, [.. names.Parts.Zip(values.Parts, (name, item) => new RelationExpression([name, item], [Relation.Equal]))]);
        if (value is not ListExpression { Kind: ListKind.Bare or ListKind.Set, Parts: [RelationExpression first, ..] } list || Read(first) is not var (unknown, _))
            return value;
        var items = new List<Expression>();
        foreach (var item in list.Parts)
        {
            if (item is RelationExpression relation)
            {
                if (Read(relation) is not var (name, assigned) || name != unknown)
                    return AllAssigned(list) ? new ListExpression(ListKind.Set, list.Parts) : value;
                items.Add(assigned);
            }
            else
            {
                items.Add(item);
            }
        }
        return new ListExpression(ListKind.Set, [.. items.SelectMany(item => item is ListExpression { Kind: ListKind.Set } set ? set.Parts : [item])]);
    }

    /// <summary>The values of <c>x = 1, y = 2</c> in the order of the names; null when they are not that, or a name comes twice.</summary>
    public static IReadOnlyList<(string Name, Expression Value)>? ReadAll(Expression value)
    {
        if (value is not ListExpression list || !AllAssigned(list))
            return null;
        var all = list.Parts.Select(item => Read((RelationExpression)item)!.Value).OrderBy(item => item.Name, StringComparer.Ordinal).ToArray();
        return all.DistinctBy(item => item.Name).Count() == all.Length ? all : null;
    }

    private static bool AllAssigned(ListExpression list) => list.Parts.All(item => item is RelationExpression relation && Read(relation) is not null);

    private static Expression Rest(RelationExpression relation) =>
        relation.Parts.Count == 2 ? relation.Parts[1] : new RelationExpression([.. relation.Parts.Skip(1)], [.. relation.Relations.Skip(1)]);
}
