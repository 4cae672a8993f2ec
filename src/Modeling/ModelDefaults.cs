using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>What a published architecture means when nobody says otherwise: kind, format and readout (and where they come from).</summary>
internal sealed record ModelDefaults(RewardModelKind Kind, string Format, ReadoutManifest Readout)
{
    // Names of Scoring's formats and readouts.
    public const string QwenPrm = "qwen-prm";
    public const string Pure = "pure";
    public const string SkyworkPrm = "skywork-prm";
    public const string Plain = "plain";
    public const string Chat = "chat";

    /// <summary>The defaults of a checkpoint whose head becomes <paramref name="plan"/>.</summary>
    public static ModelDefaults For(DecoderConfig config, HeadTensors head, HeadPlan plan) => head switch
    {
        // Qwen2.5-Math-PRM: P(second label) at each <extra_0>; Qwen2.5-Math-RM: the raw value at the last token.
        HeadTensors.TwoLayer => plan.Outputs == 2
            ? new(RewardModelKind.Process, QwenPrm, Softmax())
            : new(RewardModelKind.Outcome, Plain, Identity()),
        // Skywork-o1-Open-PRM.
        HeadTensors.Linear { IsValue: true } => new(RewardModelKind.Process, SkyworkPrm, new() { Name = "sigmoid", Positive = 0 }),
        // PURE-PRM: P(second label) - P(first label) at the newline after each step.
        HeadTensors.Linear when IsTokenClassifier(config) => new(RewardModelKind.Process, Pure, plan.Outputs == 1 ? Identity() : SoftmaxDifference()),
        HeadTensors.Linear => new(RewardModelKind.Outcome, Plain, plan.Outputs == 1 ? Identity() : Softmax()),
        HeadTensors.Language when plan.Head == PackedGraph.TargetHead => new(RewardModelKind.Implicit, Plain, Identity()),
        HeadTensors.Language when plan.Head == PackedGraph.NextTokenHead => new(RewardModelKind.Generative, Chat, new() { Name = "verdict", Positive = 0 }),
        // Labels are given with the good one first.
        _ => new(RewardModelKind.Process, Plain, new() { Name = "softmax", Positive = 0, Negative = 1 }),
    };

    private static bool IsTokenClassifier(DecoderConfig config) =>
        config.Architecture.EndsWith(ArchitectureTasks.TokenClassification, StringComparison.Ordinal);

    private static ReadoutManifest Softmax() => new() { Name = "softmax" };

    private static ReadoutManifest SoftmaxDifference() => new() { Name = "softmax-difference" };

    private static ReadoutManifest Identity() => new() { Name = "identity", Positive = 0 };
}
