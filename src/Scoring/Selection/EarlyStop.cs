using RewardServer.Scoring.Aggregation;

namespace RewardServer.Scoring.Selection;

/// <summary>
/// Finds the best candidate without scoring all of them to their end. A candidate is scored a few steps at a time; its running value,
/// the aggregate of its steps so far, can only fall. Once it lies below the value of a finished candidate, or equals that of one with a
/// lower index, it cannot be selected whatever its other steps are, and is left. Not thread-safe.
/// </summary>
/// <remarks>
/// Why the winner is that of full scoring: min falls by definition. A product of probabilities is rounded to nearest after each factor
/// of at most 1 and once to float, and rounding keeps order: fl(p r) ≤ fl(p) = p. So a left candidate's full value is at most its
/// running value, which is below the winner's, or equal to it at a higher index.
/// </remarks>
public sealed class EarlyStop
{
    private readonly int[] _steps;
    private readonly int[] _scored;
    private readonly float[] _values;
    private int? _best;

    /// <summary>Begins with nothing scored.</summary>
    /// <param name="steps">Steps of each candidate; at least 1. [candidates]</param>
    public EarlyStop(IReadOnlyList<int> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _steps = [.. steps];
        _scored = new int[_steps.Length];
        _values = new float[_steps.Length];
        Array.Fill(_values, float.PositiveInfinity);
    }

    /// <summary>Whether running values of this method and aggregation can only fall: min on any scale, and the product, which is of probabilities alone.</summary>
    public static bool Allows(ISelectionMethod method, IRewardAggregator aggregator)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(aggregator);
        return !method.IsVote && aggregator.Name is (RewardAggregators.Min or RewardAggregators.Product);
    }

    /// <summary>Steps that were scored of a candidate.</summary>
    public int Scored(int candidate) => _scored[candidate];

    /// <summary>Whether a candidate cannot be selected any more, and is not scored to its end.</summary>
    public bool IsPruned(int candidate) => _scored[candidate] < _steps[candidate] && !CanWin(candidate);

    /// <summary>Notes the aggregate of a candidate's first steps.</summary>
    public void Report(int candidate, int scored, float running)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scored, _scored[candidate]);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scored, _steps[candidate]);
        (_scored[candidate], _values[candidate]) = (scored, running);
        if (scored == _steps[candidate] && CanWin(candidate))
            _best = candidate;
    }

    /// <summary>
    /// Who is to be scored next, and up to which number of steps; empty when the winner is known. The most promising one goes to its
    /// end, for only a finished one ends others; the rest go on by half of what they have.
    /// </summary>
    public IReadOnlyList<(int Candidate, int Steps)> Next()
    {
        int[] open = [.. Enumerable.Range(0, _steps.Length).Where(i => _scored[i] < _steps[i] && CanWin(i))];
        var leader = open.Length == 0 ? -1 : open.MaxBy(i => _values[i]);
        return [.. open.Select(i => (i, i == leader ? _steps[i] : Math.Min(_steps[i], _scored[i] + Math.Max(1, _scored[i] / 2))))];
    }

    private bool CanWin(int candidate) =>
        _best is not { } best || _values[candidate] > _values[best] || (_values[candidate] == _values[best] && candidate <= best);
}
