using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.LogProbability;

/// <summary>The operator <see cref="PackedGraph.TokenLogProbability"/>.</summary>
internal sealed class TokenLogProbabilityOperator : CustomOperator
{
    public override string Name => PackedGraph.TokenLogProbability;

    // hidden, LM head, targets
    public override IReadOnlyList<ElementType> Inputs { get; } = [ElementType.Float, ElementType.Float, ElementType.Int64];

    public override IReadOnlyList<ElementType> Outputs { get; } = [ElementType.Float];

    public override OperatorKernel CreateKernel(KernelAttributes attributes) => new TokenLogProbabilityKernel();
}
