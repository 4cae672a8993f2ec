namespace RewardServer.Scoring.Manifests;

/// <summary>How the numbers of the head at the read positions of a score become that score. Null fields take the readout's default.</summary>
public sealed record ReadoutManifest
{
    /// <summary>
    /// <c>softmax</c> (probability of <see cref="Positive"/>), <c>softmax-difference</c> (P(positive) - P(negative)),
    /// <c>sigmoid</c> or <c>identity</c> (of the one output), <c>probability</c> (exp of a log-probability), <c>validity</c>
    /// (ReasonEval), <c>gated-objectives</c> (ArmoRM); for preference models <c>general-preference</c> (GPM) or <c>label-pair</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Index of the output that means "good"; in a pair: that the response shown first is better.</summary>
    public int Positive { get; init; } = 1;

    /// <summary>Index of the output that means "bad"; used by two-way readouts. In a pair: that the one shown second is better.</summary>
    public int Negative { get; init; }

    /// <summary><c>identity</c>: subtracted from the output. The default is 0.</summary>
    public float? Mean { get; init; }

    /// <summary><c>identity</c>: what the difference is divided by; above 0. The default is 1.</summary>
    public float? Std { get; init; }

    /// <summary><c>gated-objectives</c>: names of the objectives, in the order of the head's outputs.</summary>
    public IReadOnlyList<string>? Objectives { get; init; }

    /// <summary>
    /// What the logits read at the prompt's end are divided by before their softmax; above 0. <c>gated-objectives</c>: 10 by
    /// default. <c>general-preference</c>: the square root of the hidden size; null means that there is no prompt head.
    /// </summary>
    public float? GateTemperature { get; init; }

    /// <summary><c>gated-objectives</c>: what the softmax of the gates is multiplied by. The default is 1.</summary>
    public float? GateScale { get; init; }

    /// <summary><c>general-preference</c>: P = sigmoid(score / temperature); above 0. The default is 0.1.</summary>
    public float? Temperature { get; init; }
}
