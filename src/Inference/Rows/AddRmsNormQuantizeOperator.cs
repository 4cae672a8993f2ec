using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>The operator <see cref="PackedGraph.AddRmsNormQuantize"/>.</summary>
internal sealed class AddRmsNormQuantizeOperator : CustomOperator
{
    public override string Name => PackedGraph.AddRmsNormQuantize;

    // product, scales, bias, residual, norm weight
    public override IReadOnlyList<ElementType> Inputs { get; } =
        [ElementType.Float, ElementType.Float, ElementType.Float, ElementType.Float, ElementType.Float];

    // bytes, scales, sum
    public override IReadOnlyList<ElementType> Outputs { get; } = [ElementType.UInt8, ElementType.Float, ElementType.Float];

    public override OperatorKernel CreateKernel(KernelAttributes attributes) => new AddRmsNormQuantizeKernel(attributes.Float("epsilon", 1e-6f));
}
