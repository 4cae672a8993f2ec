using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>Compares two values of any kind: finds out what they are and asks the comparer of that kind.</summary>
internal sealed class ValueComparer
{
    private readonly VerifierOptions _options;
    private readonly WorkBudget _budget;
    private readonly QuantityComparer _quantities;
    private readonly CollectionComparer _collections;
    private readonly RelationComparer _relations;
    private readonly RealSetReader _sets;

    public ValueComparer(VerifierOptions options, WorkBudget budget)
    {
        _options = options;
        _budget = budget;
        var scalars = new ScalarComparer(options, budget);
        _quantities = new(options, scalars);
        _collections = new(options, this, budget);
        _sets = new(scalars.Points, budget);
        _relations = new(options, this, scalars, _sets, budget);
    }

    /// <summary>Compares the answer with the reference answer; which is which only matters when the options are asymmetric.</summary>
    public Finding Compare(Expression answer, Expression reference)
    {
        _budget.Spend(1);
        if (answer.Text == reference.Text)
            return Finding.Equal($"both are {answer}");
        (answer, reference) = (Prepared(answer), Prepared(reference));
        if (answer is TextExpression || reference is TextExpression)
            return Finding.Different("the words differ");
        if (answer is RelationExpression || reference is RelationExpression)
            return _relations.Compare(answer, reference);
        if (RealSetReader.IsInterval(answer) || RealSetReader.IsInterval(reference))
            return CompareSets(answer, reference);
        if (answer is ListExpression or MatrixExpression || reference is ListExpression or MatrixExpression)
            return _collections.Compare(answer, reference);
        if (answer is SetExpression or NamedSetExpression || reference is SetExpression or NamedSetExpression)
            return CompareSets(answer, reference);
        return _quantities.Compare(answer, reference);
    }

    /// <summary>Compares what may be read as sets of real numbers.</summary>
    public Finding CompareSets(Expression answer, Expression reference)
    {
        if (_sets.Read(answer) is not { } a || _sets.Read(reference) is not { } b)
            return answer.IsScalar || reference.IsScalar
                ? Finding.Different("one of them is a set and the other is not")
                : RealSetReader.IsInterval(answer) && RealSetReader.IsInterval(reference) ? _collections.CompareParts(answer, reference) : Finding.Different("they are not sets of the same kind");
        return a.Compare(b);
    }

    /// <summary>Several signs written out, assignments of one unknown collected, a single item freed of its brackets.</summary>
    private Expression Prepared(Expression value)
    {
        var prepared = Assignments.Collected(SignExpander.Expand(value, _budget));
        return _options.Strictness != Strictness.Strict && prepared is ListExpression { Kind: ListKind.Bracket or ListKind.Set, Parts: [var item] } ? item : prepared;
    }
}
