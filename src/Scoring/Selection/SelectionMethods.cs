using System.Collections.Frozen;

namespace RewardServer.Scoring.Selection;

/// <summary>The ways to find the best of several responses, by name.</summary>
public static class SelectionMethods
{
    /// <summary>The candidate of the highest score.</summary>
    public const string Best = "best";

    /// <summary>The answer with the highest sum of scores.</summary>
    public const string WeightedVote = "weighted-vote";

    /// <summary>The most frequent answer.</summary>
    public const string Majority = "majority";

    /// <summary>The answer with the highest sum of softmax(s / T).</summary>
    public const string WeightedMajoritySoftmax = "weighted-majority-softmax";

    /// <summary>Heimdall's pessimistic verification: the mean score of an answer, less a penalty for rare ones.</summary>
    public const string Pessimistic = "pessimistic";

    /// <summary>Temperature of the softmax when nothing else is said.</summary>
    public const float DefaultTemperature = 0.1f;

    /// <summary>Weight of the penalty when nothing else is said.</summary>
    public const float DefaultAlpha = 0.1f;

    private static readonly FrozenDictionary<string, Func<float, float, ISelectionMethod>> Factories =
        new Dictionary<string, Func<float, float, ISelectionMethod>>
        {
            [Best] = (_, _) => new BestMethod(),
            [WeightedVote] = (_, _) => new WeightedVoteMethod(),
            [Majority] = (_, _) => new MajorityMethod(),
            [WeightedMajoritySoftmax] = (temperature, _) => new WeightedMajoritySoftmaxMethod(temperature),
            [Pessimistic] = (_, alpha) => new PessimisticMethod(alpha),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [Best, WeightedVote, Majority, WeightedMajoritySoftmax, Pessimistic];

    /// <summary>
    /// Finds a method. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> on an unknown name, a temperature that is not above 0,
    /// or an alpha below 0 (whichever the method).
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="temperature">Of <see cref="WeightedMajoritySoftmax"/>, in units of the score; above 0.</param>
    /// <param name="alpha">Of <see cref="Pessimistic"/>; 0 or more.</param>
    public static ScoringResult<ISelectionMethod> Create(string name, float temperature = DefaultTemperature, float alpha = DefaultAlpha)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Factories.TryGetValue(name, out var create))
            return Invalid($"There is no method '{name}'; known are {string.Join(", ", Names)}.");
        if (!(temperature > 0) || !float.IsFinite(temperature))
            return Invalid("The temperature must be a finite number above 0.");
        if (!(alpha >= 0) || !float.IsFinite(alpha))
            return Invalid("Alpha must be a finite number, 0 or more.");
        return new(create(temperature, alpha));
    }

    private static ScoringError Invalid(string message) => new(ScoringErrorCode.InvalidRequest, message);
}
