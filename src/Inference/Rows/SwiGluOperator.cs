using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>The operator <see cref="PackedGraph.SwiGlu"/>.</summary>
internal sealed class SwiGluOperator : CustomOperator
{
    public override string Name => PackedGraph.SwiGlu;

    // gate, up
    public override IReadOnlyList<ElementType> Inputs { get; } = [ElementType.Float, ElementType.Float];

    public override IReadOnlyList<ElementType> Outputs { get; } = [ElementType.Float];

    public override OperatorKernel CreateKernel(KernelAttributes attributes) => new SwiGluKernel();
}
