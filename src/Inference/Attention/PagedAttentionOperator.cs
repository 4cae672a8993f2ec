using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Attention;

/// <summary>The operator <see cref="PackedGraph.PagedAttention"/> on the CPU.</summary>
internal sealed class PagedAttentionOperator : CustomOperator
{
    public override string Name => PackedGraph.PagedAttention;

    // query, key, value, key cache, value cache, cumulative lengths, past lengths, block table, cosines, sines
    public override IReadOnlyList<ElementType> Inputs { get; } =
    [
        ElementType.Float, ElementType.Float, ElementType.Float, ElementType.Float, ElementType.Float,
        ElementType.Int32, ElementType.Int32, ElementType.Int32, ElementType.Float, ElementType.Float,
    ];

    public override IReadOnlyList<ElementType> Outputs { get; } = [ElementType.Float];

    public override OperatorKernel CreateKernel(KernelAttributes attributes) => new PagedAttentionKernel(new AttentionShape
    {
        Heads = attributes.RequiredInteger("num_heads"),
        KvHeads = attributes.RequiredInteger("kv_num_heads"),
        Scale = attributes.Float("scale", 0f),
        Window = attributes.Integer("local_window_size", -1),
        Rotary = attributes.Integer("do_rotary", 0) != 0,
    });
}
