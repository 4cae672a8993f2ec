using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>The operator <see cref="PackedGraph.QuantizeRows"/>.</summary>
internal sealed class QuantizeRowsOperator : CustomOperator
{
    public override string Name => PackedGraph.QuantizeRows;

    public override IReadOnlyList<ElementType> Inputs { get; } = [ElementType.Float];

    // bytes, scales
    public override IReadOnlyList<ElementType> Outputs { get; } = [ElementType.UInt8, ElementType.Float];

    public override OperatorKernel CreateKernel(KernelAttributes attributes) => new QuantizeRowsKernel();
}
