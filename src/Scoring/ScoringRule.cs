using RewardServer.Scoring.Aggregation;

namespace RewardServer.Scoring;

/// <summary>How step scores become a <see cref="TrajectoryScore"/>; resolved once a request, before anything costs.</summary>
public sealed class ScoringRule
{
    private ScoringRule(IRewardAggregator aggregator, float threshold)
    {
        Aggregator = aggregator;
        Threshold = threshold;
    }

    /// <summary>Makes one number of the step scores.</summary>
    public IRewardAggregator Aggregator { get; }

    /// <summary>A step below it counts as wrong.</summary>
    public float Threshold { get; }

    /// <summary>
    /// Resolves names and defaults. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> on an unknown aggregation, one that
    /// the scale does not allow, a temperature that is not positive and finite, or a threshold that is not finite.
    /// </summary>
    /// <param name="scale">The scale of the model's scores.</param>
    /// <param name="aggregation">A name of <see cref="RewardAggregators"/>.</param>
    /// <param name="temperature">Of soft-min, in units of the score; above 0.</param>
    /// <param name="threshold">Null means the scale's default.</param>
    public static ScoringResult<ScoringRule> Create(
        RewardScale scale,
        string aggregation,
        float temperature = RewardAggregators.DefaultTemperature,
        float? threshold = null)
    {
        if (!RewardAggregators.Create(aggregation, scale, temperature).TryGet(out var aggregator, out var error))
            return error;
        if (threshold is { } given && !float.IsFinite(given))
            return new ScoringError(ScoringErrorCode.InvalidRequest, "The threshold must be a finite number.");
        return new ScoringRule(aggregator, threshold ?? scale.DefaultThreshold());
    }

    /// <summary>
    /// Judges a process model's step scores; at least one. Fails with <see cref="ScoringErrorCode.ModelError"/> when a score or
    /// the aggregate is not finite.
    /// </summary>
    public ScoringResult<TrajectoryScore> Judge(float[] stepScores)
    {
        ArgumentNullException.ThrowIfNull(stepScores);
        for (var t = 0; t < stepScores.Length; t++)
        {
            if (!float.IsFinite(stepScores[t]))
                return new ScoringError(ScoringErrorCode.ModelError, $"The score of step {t} is not a finite number.");
        }

        var score = Aggregator.Aggregate(stepScores);
        if (!float.IsFinite(score))
            return new ScoringError(ScoringErrorCode.ModelError, $"The {Aggregator.Name} of the step scores is too large for a float.");
        return new TrajectoryScore(stepScores, score, FirstError.Find(stepScores, Threshold));
    }
}
