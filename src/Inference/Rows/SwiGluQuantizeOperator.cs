using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>The operator <see cref="PackedGraph.SwiGluQuantize"/>.</summary>
internal sealed class SwiGluQuantizeOperator : CustomOperator
{
    public override string Name => PackedGraph.SwiGluQuantize;

    // product of gate and up, scales, bias
    public override IReadOnlyList<ElementType> Inputs { get; } = [ElementType.Float, ElementType.Float, ElementType.Float];

    // bytes, scales
    public override IReadOnlyList<ElementType> Outputs { get; } = [ElementType.UInt8, ElementType.Float];

    public override OperatorKernel CreateKernel(KernelAttributes attributes) => new SwiGluQuantizeKernel();
}
