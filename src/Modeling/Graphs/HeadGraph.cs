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
            HeadTensors.Perceptrons { Branches: [var only] } => Branch(hidden, only, "head", Result),
            HeadTensors.Perceptrons head => SideBySide(hidden, head.Branches),
            HeadTensors.Language head => Language(hidden, head.Weight, plan),
            _ => throw new System.Diagnostics.UnreachableException("A head without a graph. This is a bug."),
        };
        if (result != PackedGraph.Output)
            graph.Node(Operator.Cast, PackedGraph.Output, [result], Attributes.Int("to", (int)ElementType.Float));
        graph.Output(PackedGraph.Output, ElementType.Float, "reads", plan.Outputs);
    }

    /// <summary>What the last node of a head is called: the output itself, or on CUDA what is still to be cast.</summary>
    private string Result => IsCpu ? PackedGraph.Output : "head.half";

    private string SideBySide(string hidden, IReadOnlyList<HeadBranch> branches)
    {
        string[] parts = [.. branches.Select((branch, i) => Branch(hidden, branch, $"head.{i}", $"head.{i}.output"))];
        return graph.Node(Operator.Concat, Result, parts, Attributes.Int("axis", 1));
    }

    private string Branch(string hidden, HeadBranch branch, string name, string result)
    {
        var values = Scaled(hidden, branch, name);
        for (var i = 0; i < branch.Layers.Count; i++)
        {
            if (i > 0)
                values = graph.Node(Operator.Relu, $"{name}.activated.{i}", [values]);
            var isLast = i == branch.Layers.Count - 1 && branch.Transform is null;
            values = layers.Linear(values, isLast ? result : $"{name}.layer.{i}", branch.Layers[i]);
        }

        return branch.Transform is { } transform ? graph.Node(Operator.Gemm, result, [values, layers.Plain(transform)]) : values;
    }

    /// <summary>gain · hidden + shift, where the branch has them.</summary>
    private string Scaled(string hidden, HeadBranch branch, string name)
    {
        if (branch is not { Gain: { } gain, Shift: { } shift })
            return hidden;
        var scaled = graph.Node(Operator.Mul, name + ".scaled", [hidden, layers.Plain(gain)]);
        return graph.Node(Operator.Add, name + ".shifted", [scaled, layers.Plain(shift)]);
    }

    private string Language(string hidden, TensorInfo weight, HeadPlan plan)
    {
        if (plan.Head == PackedGraph.LabelTokensHead)
        {
            var labels = layers.Matrix(WeightMatrix.RowsOf("head.labels", weight, plan.LabelIds!));
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
