using System.Collections.Frozen;

namespace RewardServer.Scoring.Aggregation;

/// <summary>The aggregations by name.</summary>
public static class RewardAggregators
{
    /// <summary>The lowest step score.</summary>
    public const string Min = "min";

    /// <summary>PURE's soft minimum: sum of w_t r_t with w = softmax(-r/T).</summary>
    public const string SoftMin = "soft-min";

    /// <summary>The product of the step scores; probabilities only.</summary>
    public const string Product = "product";

    /// <summary>The n-th root of the product; probabilities only.</summary>
    public const string GeometricMean = "geometric-mean";

    /// <summary>The arithmetic mean.</summary>
    public const string Mean = "mean";

    /// <summary>The score of the last step.</summary>
    public const string Last = "last";

    /// <summary>The highest step score.</summary>
    public const string Max = "max";

    /// <summary>The sum of the step scores.</summary>
    public const string Sum = "sum";

    /// <summary>Temperature of soft-min when nothing else is said (PURE's).</summary>
    public const float DefaultTemperature = 0.1f;

    private static readonly FrozenDictionary<string, Func<float, IRewardAggregator>> Factories =
        new Dictionary<string, Func<float, IRewardAggregator>>
        {
            [Min] = _ => new MinAggregator(),
            [SoftMin] = temperature => new SoftMinAggregator(temperature),
            [Product] = _ => new ProductAggregator(),
            [GeometricMean] = _ => new GeometricMeanAggregator(),
            [Mean] = _ => new MeanAggregator(),
            [Last] = _ => new LastAggregator(),
            [Max] = _ => new MaxAggregator(),
            [Sum] = _ => new SumAggregator(),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [Min, SoftMin, Product, GeometricMean, Mean, Last, Max, Sum];

    /// <summary>The names that make sense for scores of a scale.</summary>
    public static IReadOnlyList<string> NamesFor(RewardScale scale) => [.. Names.Where(name => Supports(name, scale))];

    /// <summary>
    /// Whether a known aggregation makes sense on a scale. Products are for probabilities: of two negative numbers they would
    /// make a good score.
    /// </summary>
    public static bool Supports(string name, RewardScale scale) =>
        Factories.ContainsKey(name) && (scale == RewardScale.Probability || name is not (Product or GeometricMean));

    /// <summary>
    /// Finds an aggregation. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> on an unknown name, a scale it makes no
    /// sense on, or a temperature that is not positive and finite (whichever the aggregation).
    /// </summary>
    public static ScoringResult<IRewardAggregator> Create(string name, RewardScale scale, float temperature = DefaultTemperature)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Factories.TryGetValue(name, out var create))
            return Invalid($"There is no aggregation '{name}'; known are {string.Join(", ", Names)}.");
        if (!Supports(name, scale))
            return Invalid($"The aggregation '{name}' needs probabilities, and this model's scores are of another scale ({scale.Describe()}); use one of {string.Join(", ", NamesFor(scale))}.");
        if (!(temperature > 0) || !float.IsFinite(temperature))
            return Invalid("The temperature must be a finite number above 0.");
        return new(create(temperature));
    }

    private static ScoringError Invalid(string message) => new(ScoringErrorCode.InvalidRequest, message);
}
