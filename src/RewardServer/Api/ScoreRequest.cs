using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;

namespace RewardServer.Api;

/// <summary>Trajectories to score, and how.</summary>
internal sealed class ScoreRequest
{
    /// <summary>Name of the model, or <c>name@sha256:…</c> to pin a fingerprint. Default: the only model, else the configured default.</summary>
    /// <example>arith-prm</example>
    public string? Model { get; set; }

    /// <summary>The trajectories, 1 to 1024.</summary>
    public IReadOnlyList<TrajectoryRequest>? Trajectories { get; set; }

    /// <summary>Where a <c>response</c> is split into steps. Default: the model's.</summary>
    /// <example>\n\n</example>
    public string? StepSeparator { get; set; }

    /// <summary>How step scores become one: <c>min</c>, <c>soft-min</c>, <c>product</c>, <c>geometric-mean</c>, <c>mean</c>, <c>last</c>, <c>max</c> or <c>sum</c>. Default: the model's.</summary>
    /// <example>min</example>
    public string? Aggregation { get; set; }

    /// <summary>Temperature of <c>soft-min</c>, above 0. Default: 0.1.</summary>
    /// <example>0.1</example>
    public float? Temperature { get; set; }

    /// <summary>A step that scores below it counts as wrong. Default: the model's (0.5 for probabilities, 0 for signed scores).</summary>
    /// <example>0.5</example>
    public float? Threshold { get; set; }

    /// <summary>What to do with a trajectory that is too long: refuse it (<c>error</c>, the default), drop the start of its problem (<c>left</c>), or drop steps at its end, which then have no score (<c>right</c>). What was dropped is reported in <c>truncated</c>.</summary>
    /// <example>error</example>
    public Truncation? Truncation { get; set; }

    /// <summary>Generative models: samples at most, 1 to 1024; fewer are taken when the vote is decided. Default: 1.</summary>
    /// <example>1</example>
    public int? Samples { get; set; }

    /// <summary>Generative models: how samples vote, by the <c>mean</c> of their probabilities (the default) or by <c>majority</c>.</summary>
    public VoteRule? Vote { get; set; }

    /// <summary>Generative models: how text is sampled. Default: the verifier's.</summary>
    public SamplingRequest? Sampling { get; set; }

    /// <summary>Extra parts of the reply: <c>logits</c>, <c>spans</c>, <c>receipt</c>, <c>details</c> (what the model tells beside its scores), <c>tokens</c> (an implicit model's log-ratio of each token), <c>text</c> (what a generative model wrote). Default: none.</summary>
    public IReadOnlyList<IncludePart>? Include { get; set; }

    /// <summary>Whether one failed trajectory fails the call (<c>fail</c>, the default) or carries its own error (<c>partial</c>).</summary>
    /// <example>fail</example>
    public OnError? OnError { get; set; }
}
