using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Compares equations and inequalities, with each other and with the values or sets they amount to.</summary>
internal sealed class RelationComparer(VerifierOptions options, ValueComparer values, ScalarComparer scalars, RealSetReader sets, WorkBudget budget)
{
    private bool IsStrict => options.Strictness == Strictness.Strict;

    public Finding Compare(Expression answer, Expression reference)
    {
        if (answer is RelationExpression a && reference is RelationExpression b)
            return TwoRelations(a, b);
        var relation = answer as RelationExpression ?? (RelationExpression)reference;
        var other = ReferenceEquals(relation, answer) ? reference : answer;
        if (Assignments.Read(relation) is var (name, value))
        {
            if (IsStrict)
                return Finding.Different($"only one of them names the unknown {name}, and strict comparison wants it on both");
            if (options.IsAsymmetric && ReferenceEquals(relation, reference))
                return Finding.Different($"the answer does not name the reference answer's unknown {name}");
            return ReferenceEquals(relation, answer) ? values.Compare(value, other) : values.Compare(other, value);
        }
        if (Assignments.IsComputation(relation))
            return Computed(relation, other, isAnswer: ReferenceEquals(relation, answer));
        if (sets.ReadRelation(relation) is var (_, set) && !IsStrict && sets.Read(other) is { } otherSet)
            return set.Compare(otherSet);
        return Finding.Different("one of them is an equation or inequality and the other is not");
    }

    /// <summary>2 + 3 = 5 says 5, if it is true.</summary>
    private Finding Computed(RelationExpression relation, Expression other, bool isAnswer)
    {
        var sides = relation.Parts;
        for (var i = 0; i + 1 < sides.Count; i++)
        {
            if (sides[i] is not OpaqueExpression && values.Compare(sides[i], sides[i + 1]).Outcome == Outcome.Different)
                return Finding.Different($"the equation {relation} does not hold itself");
        }
        return isAnswer ? values.Compare(sides[^1], other) : values.Compare(other, sides[^1]);
    }

    private Finding TwoRelations(RelationExpression a, RelationExpression b)
    {
        var (first, second) = (Assignments.Read(a), Assignments.Read(b));
        if (first is var (nameA, valueA) && second is var (nameB, valueB) && nameA == nameB)
        {
            var finding = values.Compare(valueA, valueB);
            if (finding.Outcome != Outcome.Different || valueA.IsClosed)
                return finding with { Why = $"for {nameA}, {finding.Why}" };
        }
        if (Assignments.IsComputation(a) && Assignments.IsComputation(b))
            return Computed(a, b.Parts[^1], isAnswer: true);
        if (sets.ReadRelation(a) is var (unknownA, setA) && sets.ReadRelation(b) is var (unknownB, setB))
        {
            return unknownA == unknownB || (!IsStrict && options.Strictness == Strictness.Lenient)
                ? setA.Compare(setB)
                : Finding.Different($"one is about {unknownA} and the other about {unknownB}");
        }
        if (a.Relations.Count == 1 && b.Relations.Count == 1)
            return OneSided(a, b);
        return a.Relations.SequenceEqual(b.Relations) && a.Parts.Zip(b.Parts).All(pair => values.Compare(pair.First, pair.Second).IsEqual)
            ? Finding.Equal("all their sides are equal")
            : Finding.Different("their sides differ");
    }

    /// <summary>f = 0 and g = 0 are the same when f and g are proportional; f &gt; 0 and g &gt; 0 when by a positive factor.</summary>
    private Finding OneSided(RelationExpression a, RelationExpression b)
    {
        if (!a.Parts.Concat(b.Parts).All(side => side.IsScalar))
            return Finding.Different("their sides are not formulas");
        var ((left, kindA), (right, kindB)) = (Difference(a), Difference(b));
        if (kindA != kindB)
            return Finding.Different("their relation signs differ");
        if (Proportional(left, right) is { } factor)
        {
            return kindA is Relation.Equal or Relation.NotEqual || factor.Sign > 0
                ? Finding.Equal($"moved to one side, one is {factor} times the other")
                : Finding.Different("moved to one side, one is a negative multiple of the other");
        }
        var same = scalars.Compare(left, right);
        if (!same.IsEqual && kindA is Relation.Equal or Relation.NotEqual)
            same = scalars.Compare(left, ProductExpression.Negative(right));
        return same.IsEqual ? same : same with { Why = "moved to one side, they are not multiples of each other" };
    }

    /// <summary>The sides' difference, so that the relation is to zero and points to "greater".</summary>
    private static (Expression Difference, Relation Relation) Difference(RelationExpression relation)
    {
        var (left, right) = (relation.Parts[0], relation.Parts[1]);
        return relation.Relations[0] switch
        {
            Relation.Less => (Minus(right, left), Relation.Greater),
            Relation.LessOrEqual => (Minus(right, left), Relation.GreaterOrEqual),
            var kind => (Minus(left, right), kind),
        };
    }

    private static SumExpression Minus(Expression a, Expression b) => new([a, ProductExpression.Negative(b)]);

    /// <summary>The number that one polynomial is times the other; null when there is none. Denominators may be multiplied out only of equations.</summary>
    private Rational? Proportional(Expression a, Expression b)
    {
        var forms = new ExactForm(budget);
        if (forms.Of(a) is not { Numerator.IsZero: false } first || forms.Of(b) is not { Numerator.IsZero: false } second)
            return null;
        if (!first.Denominator.IsConstant(out _) || !second.Denominator.IsConstant(out _))
            return null;
        var (monomial, coefficient) = first.Numerator.Terms.First();
        if (!second.Numerator.Terms.TryGetValue(monomial, out var other))
            return null;
        var factor = coefficient / other;
        return first.Numerator.Subtract(second.Numerator.Scale(factor, budget), budget).IsZero ? factor : null;
    }
}
