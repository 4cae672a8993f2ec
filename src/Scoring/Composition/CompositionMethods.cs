using System.Collections.Frozen;

namespace RewardServer.Scoring.Composition;

/// <summary>The composition methods by name.</summary>
public static class CompositionMethods
{
    /// <summary>Σ w x.</summary>
    public const string WeightedSum = "weighted-sum";

    /// <summary>Π x.</summary>
    public const string Product = "product";

    /// <summary>The lowest value; of an ensemble, worst-case optimization (arXiv 2310.02743).</summary>
    public const string Min = "min";

    /// <summary>The mean.</summary>
    public const string Mean = "mean";

    /// <summary>mean - k variance: uncertainty-weighted optimization (arXiv 2310.02743).</summary>
    public const string MeanMinusVariance = "mean-minus-variance";

    /// <summary>The second component's value where the first one's reaches a threshold, else a constant.</summary>
    public const string Gate = "gate";

    /// <summary>The first component that says anything.</summary>
    public const string First = "first";

    /// <summary>Σ w log σ(x - reference): a logical and of rewards (arXiv 2402.00742).</summary>
    public const string LogSigmoid = "log-sigmoid";

    private static readonly FrozenDictionary<string, Func<CompositionOptions, ICompositionMethod>> Factories =
        new Dictionary<string, Func<CompositionOptions, ICompositionMethod>>
        {
            [WeightedSum] = options => new WeightedSumMethod(options.Weights),
            [Product] = _ => new ProductMethod(),
            [Min] = _ => new MinMethod(),
            [Mean] = _ => new MeanMethod(Mean, varianceWeight: 0),
            [MeanMinusVariance] = options => new MeanMethod(MeanMinusVariance, options.VarianceWeight),
            [Gate] = options => new GateMethod(options.Threshold, options.Otherwise),
            [First] = _ => new FirstMethod(),
            [LogSigmoid] = options => new LogSigmoidMethod(options.Weights, options.References),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [WeightedSum, Product, Min, Mean, MeanMinusVariance, Gate, First, LogSigmoid];

    /// <summary>Finds a method; throws <see cref="ArgumentException"/> on a name that is not among <see cref="Names"/>.</summary>
    public static ICompositionMethod Create(string name, CompositionOptions options) =>
        Factories.TryGetValue(name, out var create) ? create(options) : throw new ArgumentException($"There is no composition method '{name}'.", nameof(name));

    /// <summary>Whether components can have weights.</summary>
    public static bool Weighs(string name) => name is WeightedSum or LogSigmoid;

    /// <summary>
    /// The scale of the composed value. Methods that stay between their values keep a scale that all components share: min, mean, first, gate
    /// (when the constant lies in it), a sum whose weights add up to 1, and the product of probabilities. Everything else is any number.
    /// </summary>
    /// <param name="name">A name of <see cref="Names"/>.</param>
    /// <param name="options">Its options.</param>
    /// <param name="scales">Of the components' values; at least one. [components]</param>
    public static RewardScale ScaleOf(string name, CompositionOptions options, IReadOnlyList<RewardScale> scales)
    {
        var (shared, isShared) = (scales[^1], scales.Distinct().Count() == 1);
        return name switch
        {
            Min or Mean or First when isShared => shared,
            Gate when shared.Contains((float)options.Otherwise) => shared,
            WeightedSum when isShared && Math.Abs(options.Weights.Sum() - 1) < 1e-9 => shared,
            Product when isShared && shared == RewardScale.Probability => shared,
            _ => RewardScale.Logit,
        };
    }
}
