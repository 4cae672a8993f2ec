using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Graphs;

/// <summary>Puts a head on the hidden state at the read positions [N, hidden]. Heads are never quantised.</summary>
internal sealed class HeadGraph(GraphBuilder graph, FloatLayers layers, GraphTarget target)
{
    private bool IsCpu => target.ElementType == ElementType.Float;

    /// <summary>Adds the head and the graph's output, float [N, outputs].</summary>
    public void Build(string hidden, HeadTensors tensors, HeadPlan plan)
    {
        var result = tensors switch
        {
            HeadTensors.Linear head => layers.Apply(layers.Prepare(hidden), Result, head.Layer),
            HeadTensors.TwoLayer head => TwoLayer(hidden, head),
            HeadTensors.Language head => Language(hidden, head.Weight, plan),
            _ => throw new System.Diagnostics.UnreachableException("A head without a graph. This is a bug."),
        };
        if (result != PackedGraph.Output)
            graph.Node(Operator.Cast, PackedGraph.Output, [result], Attributes.Int("to", (int)ElementType.Float));
        graph.Output(PackedGraph.Output, ElementType.Float, "reads", plan.Outputs);
    }

    /// <summary>What the last node of a head is called: the output itself, or on CUDA what is still to be cast.</summary>
    private string Result => IsCpu ? PackedGraph.Output : "head.half";

    private string TwoLayer(string hidden, HeadTensors.TwoLayer head)
    {
        var first = layers.Apply(layers.Prepare(hidden), "head.first", head.First);
        var activated = graph.Node(Operator.Relu, "head.activated", [first]);
        return layers.Apply(layers.Prepare(activated), Result, head.Second);
    }

    private string Language(string hidden, TensorInfo weight, HeadPlan plan)
    {
        if (plan.Head == PackedGraph.LabelTokensHead)
        {
            var labels = layers.Matrix("head.labels", WeightMatrix.RowsOf(weight, plan.LabelIds!));
            return graph.Node(Operator.Gemm, Result, [hidden, labels], Attributes.Int("transB", 1));
        }

        if (plan.Head == PackedGraph.NextTokenHead)
            return graph.Node(Operator.Gemm, Result, [hidden, layers.Plain(weight)], Attributes.Int("transB", 1));

        return IsCpu
            ? graph.Node(Operator.TokenLogProbability, Result, [hidden, layers.Plain(weight), plan.Head == PackedGraph.TargetHead ? TargetColumn() : Labels(plan, 1)])
            : FullSoftmax(hidden, weight, plan);
    }

    /// <summary>The targets input as a column [N, 1].</summary>
    private string TargetColumn()
    {
        graph.Input(PackedGraph.Targets, ElementType.Int64, "reads");
        return graph.Node(Operator.Unsqueeze, "head.targets", [PackedGraph.Targets, graph.Constant("head.axis", ElementType.Int64, [1], 1L)]);
    }

    /// <summary>The label ids as a constant of the given leading sizes: [K] or [1, K].</summary>
    private string Labels(HeadPlan plan, params ReadOnlySpan<long> leading) =>
        graph.Constant<long>("head.label_ids", ElementType.Int64, [.. leading, plan.LabelIds!.Count], [.. plan.LabelIds.Select(i => (long)i)]);

    /// <summary>CUDA has no operator of ours: logits of the read rows over the whole vocabulary, in memory, then the targets picked.</summary>
    private string FullSoftmax(string hidden, TensorInfo weight, HeadPlan plan)
    {
        var logits = graph.Node(Operator.Gemm, "head.logits", [hidden, layers.Plain(weight)], Attributes.Int("transB", 1));
        var wide = graph.Node(Operator.Cast, "head.wide_logits", [logits], Attributes.Int("to", (int)ElementType.Float));
        var all = graph.Node(Operator.LogSoftmax, "head.log_probabilities", [wide], Attributes.Int("axis", -1));
        return plan.Head == PackedGraph.TargetHead
            ? graph.Node(Operator.GatherElements, PackedGraph.Output, [all, TargetColumn()], Attributes.Int("axis", 1))
            : graph.Node(Operator.Gather, PackedGraph.Output, [all, Labels(plan)], Attributes.Int("axis", 1));
    }
}
