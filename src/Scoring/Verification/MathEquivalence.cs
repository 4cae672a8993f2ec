using RewardServer.Scoring.Verification.Comparison;
using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;
using RewardServer.Scoring.Verification.Reading;

namespace RewardServer.Scoring.Verification;

/// <summary>Mathematical equality between any two answers, each read once.</summary>
/// <param name="options">How answers are compared; never asymmetrically.</param>
/// <param name="totalWork">Steps of work that all comparisons together may take: thousands of different formulas make millions of pairs.</param>
internal sealed class MathEquivalence(VerifierOptions options, long totalWork = MathEquivalence.TotalWork) : IAnswerEquivalence
{
    // Some ten seconds.
    private const long TotalWork = 50_000_000;

    private readonly VerifierOptions _options = options with { IsAsymmetric = false };
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private long _left = totalWork;

    /// <summary>An answer as it was read, null when that took too much work; and its value where that alone decides.</summary>
    private sealed record Known(AnswerReading? Reading, Rational? Number);

    /// <inheritdoc/>
    /// <exception cref="WorkLimitException">Comparing answers has taken the work that is allowed.</exception>
    public bool AreEquivalent(string first, string second)
    {
        var (a, b) = (Read(first), Read(second));
        if (a.Number is { } x && b.Number is { } y)
            return x == y;
        var budget = new WorkBudget(_options.WorkLimit);
        var isEqual = a.Reading is not null && b.Reading is not null ? Compare(b.Reading, a.Reading, budget) : first.Trim() == second.Trim();
        Spend(budget);
        return isEqual;
    }

    private bool Compare(AnswerReading answer, AnswerReading reference, WorkBudget budget)
    {
        try
        {
            return AnswerComparer.Compare(answer, reference, _options, budget).IsEqual;
        }
        catch (Exception exception) when (exception is UnreadableException or WorkLimitException)
        {
            return false;
        }
    }

    private Known Read(string text)
    {
        if (_known.TryGetValue(text, out var known))
            return known;
        var budget = new WorkBudget(_options.WorkLimit);
        try
        {
            var reading = AnswerReader.Read(MathVerifier.Unboxed(text), budget);
            known = new(reading, NumberOf(reading, budget));
        }
        catch (WorkLimitException)
        {
            known = new(null, null);
        }
        Spend(budget);
        _known.Add(text, known);
        return known;
    }

    /// <summary>The value of what is one exact number and can be read as nothing else, so that it equals that number alone.</summary>
    private Rational? NumberOf(AnswerReading reading, WorkBudget budget)
    {
        var isOnlyNumber = reading is { Value: { } value, Alternatives: [], Choice: null }
            && _options.Strictness != Strictness.Strict
            && !(value is NumberExpression { Written: { } written } && written.SignificantDigits >= _options.SignificantDigits && _options.SignificantDigits > 0)
            && !value.All().Any(part => part is CallExpression { Function: MathFunction.Percent });
        return isOnlyNumber ? new ExactNumbers(budget).Evaluate(reading.Value!) : null;
    }

    private void Spend(WorkBudget budget)
    {
        _left -= 1 + _options.WorkLimit - Math.Max(0, budget.Left);
        if (_left < 0)
            throw new WorkLimitException();
    }
}
