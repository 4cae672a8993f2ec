namespace RewardServer.Scoring;

/// <summary>The range a model's scores live in; decides the default threshold and which aggregations make sense.</summary>
public enum RewardScale
{
    /// <summary>[0, 1]; the default threshold is 0.5.</summary>
    Probability,

    /// <summary>[-1, 1], as P(good) - P(bad); the default threshold is 0.</summary>
    Signed,

    /// <summary>Any finite number; the default threshold is 0.</summary>
    Logit,
}
