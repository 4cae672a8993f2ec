using System.Collections.Frozen;

namespace RewardServer.Scoring.Advantages;

/// <summary>The advantage estimators by name.</summary>
public static class AdvantageEstimators
{
    /// <summary>None are estimated.</summary>
    public const string None = "none";

    /// <summary>PURE: leave one out, the others' reward a token.</summary>
    public const string RlooToken = "rloo-token";

    /// <summary>PURE: leave one out, the others' reward a step.</summary>
    public const string RlooStep = "rloo-step";

    /// <summary>The outcome, standardised in its group.</summary>
    public const string Grpo = "grpo";

    /// <summary>The outcome less its group's mean.</summary>
    public const string DrGrpo = "dr-grpo";

    /// <summary>The returns themselves; whitening makes them advantages.</summary>
    public const string ReinforcePlusPlus = "reinforce++";

    private static readonly FrozenDictionary<string, IAdvantageEstimator> Estimators =
        new IAdvantageEstimator[]
        {
            new ReturnAdvantages(None), new RlooAdvantages(RlooToken, perToken: true), new RlooAdvantages(RlooStep, perToken: false),
            new GroupAdvantages(Grpo, standardises: true), new GroupAdvantages(DrGrpo, standardises: false), new ReturnAdvantages(ReinforcePlusPlus),
        }.ToFrozenDictionary(estimator => estimator.Name, StringComparer.Ordinal);

    /// <summary>All names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [None, RlooToken, RlooStep, Grpo, DrGrpo, ReinforcePlusPlus];

    /// <summary>Finds an estimator; fails with <see cref="ScoringErrorCode.InvalidRequest"/> on an unknown name.</summary>
    public static ScoringResult<IAdvantageEstimator> Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Estimators.TryGetValue(name, out var estimator)
            ? new ScoringResult<IAdvantageEstimator>(estimator)
            : new ScoringError(ScoringErrorCode.InvalidRequest, $"There is no advantage '{name}'; known are {string.Join(", ", Names)}.");
    }
}
