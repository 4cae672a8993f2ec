using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>The operator <see cref="PackedGraph.DequantizeHeads"/>.</summary>
internal sealed class DequantizeHeadsOperator : CustomOperator
{
    public override string Name => PackedGraph.DequantizeHeads;

    // product, scales, bias
    public override IReadOnlyList<ElementType> Inputs { get; } = [ElementType.Float, ElementType.Float, ElementType.Float];

    // query, key, value
    public override IReadOnlyList<ElementType> Outputs { get; } = [ElementType.Float, ElementType.Float, ElementType.Float];

    public override OperatorKernel CreateKernel(KernelAttributes attributes) =>
        new DequantizeHeadsKernel(attributes.RequiredInteger("num_heads"), attributes.RequiredInteger("kv_num_heads"));
}
