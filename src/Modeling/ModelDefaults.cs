using System.Globalization;
using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>What a published architecture means when nobody says otherwise: kind, format and readout (and where they come from).</summary>
internal sealed record ModelDefaults(RewardModelKind Kind, FormatManifest Format, ReadoutManifest Readout)
{
    private static readonly string[] ArmoObjectives =
    [
        "helpsteer-helpfulness", "helpsteer-correctness", "helpsteer-coherence", "helpsteer-complexity", "helpsteer-verbosity",
        "ultrafeedback-overall_score", "ultrafeedback-instruction_following", "ultrafeedback-truthfulness", "ultrafeedback-honesty",
        "ultrafeedback-helpfulness", "beavertails-is_safe", "prometheus-score", "argilla-overall_quality", "argilla-judge_lm",
        "code-complexity", "code-style", "code-explanation", "code-instruction-following", "code-readability",
    ];

    private ModelDefaults(RewardModelKind kind, string format, ReadoutManifest readout)
        : this(kind, new FormatManifest { Name = format }, readout)
    {
    }

    /// <summary>The kind of a model that is fed by a format: the head's, or where the format does not feed that, the format's usual one.</summary>
    public RewardModelKind KindFor(string format) =>
        TrajectoryFormats.KindsOf(format) is var kinds && kinds.Contains(Kind) ? Kind : kinds[0];

    /// <summary>The defaults of a checkpoint whose head becomes <paramref name="plan"/>, fed by the format that was asked for, if any was.</summary>
    public static ModelDefaults For(DecoderConfig config, HeadTensors head, HeadPlan plan, string? format) => head switch
    {
        HeadTensors.Perceptrons layers => For(config, layers, plan.Outputs),
        _ when plan.Head == PackedGraph.TargetHead => new(RewardModelKind.Implicit, TrajectoryFormats.EurusPrm, Identity()),
        _ when format == TrajectoryFormats.PairPreference => new(RewardModelKind.Preference, format, new() { Name = "label-pair", Positive = 0, Negative = 1 }),
        _ when plan.Head == PackedGraph.NextTokenHead => new(RewardModelKind.Generative, TrajectoryFormats.Chat, new() { Name = "verdict", Positive = 0 }),
        // Labels are given with the good one first.
        _ => new(RewardModelKind.Process, TrajectoryFormats.Plain, new()
        {
            Name = plan.Head == PackedGraph.LabelLogProbabilityHead ? "probability" : "softmax",
            Positive = 0,
            Negative = 1,
        }),
    };

    private static ModelDefaults For(DecoderConfig config, HeadTensors.Perceptrons head, int outputs) => head.Family switch
    {
        // Qwen2.5-Math-PRM: P(second label) at each <extra_0>.
        HeadFamily.ProcessLabels => new(RewardModelKind.Process, TrajectoryFormats.QwenPrm, Softmax()),
        // PURE-PRM: P(second label) - P(first label) at the newline after each step.
        HeadFamily.TokenLabels => new(RewardModelKind.Process, TrajectoryFormats.Pure, outputs == 1 ? Identity() : SoftmaxDifference()),
        HeadFamily.SequenceLabels => new(RewardModelKind.Outcome, TrajectoryFormats.Chat, outputs == 1 ? Reward(config.Head) : Softmax()),
        HeadFamily.Reward => new(RewardModelKind.Outcome, TrajectoryFormats.Chat, Reward(config.Head)),
        HeadFamily.StepValue => new(RewardModelKind.Process, TrajectoryFormats.SkyworkPrm, new() { Name = "sigmoid", Positive = 0 }),
        HeadFamily.PrefixValue => new(RewardModelKind.Process, TrajectoryFormats.Ovm, Identity()),
        HeadFamily.Validity => new(RewardModelKind.Process, TrajectoryFormats.ReasonEval, new() { Name = "validity" }),
        HeadFamily.Objectives => new(RewardModelKind.Outcome, TrajectoryFormats.ArmoRm, Objectives(config.Head, head, outputs)),
        HeadFamily.PreferenceEmbedding => new(
            RewardModelKind.Preference,
            new FormatManifest { Name = TrajectoryFormats.Chat, ReadsPrompt = head.Branches.Count > 1 ? true : null },
            Embedding(config, head)),
        _ => throw new System.Diagnostics.UnreachableException("A head without a meaning. This is a bug."),
    };

    private static ReadoutManifest Reward(HeadConfig head) => Identity() with { Mean = head.RewardMean, Std = head.RewardStd };

    private static ReadoutManifest Objectives(HeadConfig config, HeadTensors.Perceptrons head, int outputs) => new()
    {
        Name = "gated-objectives",
        Objectives = outputs / 3 == ArmoObjectives.Length
            ? ArmoObjectives
            : [.. Enumerable.Range(0, outputs / 3).Select(i => "objective-" + i.ToString(CultureInfo.InvariantCulture))],
        GateTemperature = config.GatingTemperature,
        GateScale = head.GateScale,
    };

    // The prompt head's logits are divided by the square root of the hidden size.
    private static ReadoutManifest Embedding(DecoderConfig config, HeadTensors.Perceptrons head) => new()
    {
        Name = "general-preference",
        GateTemperature = head.Branches.Count > 1 ? MathF.Sqrt(config.HiddenSize) : null,
    };

    private static ReadoutManifest Softmax() => new() { Name = "softmax" };

    private static ReadoutManifest SoftmaxDifference() => new() { Name = "softmax-difference" };

    private static ReadoutManifest Identity() => new() { Name = "identity", Positive = 0 };
}
