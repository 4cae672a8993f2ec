using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Modeling.Graphs;
using RewardServer.Modeling.Graphs.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Tests;

/// <summary>CUDA graphs cannot run here, but ONNX Runtime checks their operators, types and shapes before it looks for kernels.</summary>
public sealed class CudaGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Session_on_the_cpu_fails_only_for_want_of_a_half_precision_kernel()
    {
        var model = ImportedModels.Import(new() { Checkpoint = ImportedModels.Checkpoint(_folder), Models = _folder["models"], Device = "cuda" });

        AssertOnlyKernelsAreMissing(Path.Combine(model.Folder, "graph.onnx"));
        Assert.Equal(("fp16", "fast"), (model.Manifest.Graph.Precision, model.Manifest.Graph.Determinism));
    }

    [Fact]
    public void Session_checks_the_attention_operator_before_it_looks_for_kernels()
    {
        var model = ImportedModels.Import(new() { Checkpoint = ImportedModels.Checkpoint(_folder), Models = _folder["models"], Device = "cuda" });
        var path = Path.Combine(model.Folder, "graph.onnx");
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        graph.Graph.Input.Single(i => i.Name == PackedGraph.PastLengths).Type.TensorType.ElemType = (int)ElementType.Int64;
        File.WriteAllBytes(path, graph.ToByteArray());

        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(path));

        Assert.Contains("Type 'tensor(int64)' of input parameter (past_lengths) of operator (PagedAttention)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PackedGraph.LabelTokensHead)]
    [InlineData(PackedGraph.LabelLogProbabilityHead)]
    [InlineData(PackedGraph.TargetHead)]
    public void Language_heads_pass_the_checks_too(string head)
    {
        var options = new ImportOptions
        {
            Checkpoint = Golden.Checkpoint("qwen2-causal-tied"),
            Models = _folder.Root,
            Device = "cuda",
            Head = head,
            LabelIds = head == PackedGraph.TargetHead ? null : [10, 12],
        };

        AssertOnlyKernelsAreMissing(Path.Combine(ImportedModels.Import(options).Folder, "graph.onnx"));
    }

    [Fact]
    public void Weights_beyond_half_precision_are_refused()
    {
        var checkpoint = ImportedModels.Checkpoint(_folder);
        CheckpointFiles.Rewrite(checkpoint, (name, values) =>
        {
            if (name == "model.layers.1.mlp.up_proj.weight")
                values[3] = 70_000;
        });

        CheckpointFiles.AssertRefused(() => ImportedModels.Import(new() { Checkpoint = checkpoint, Models = _folder["models"], Device = "cuda" }), "model.layers.1.mlp.up_proj.weight", "70000");
        Assert.Empty(Directory.GetFileSystemEntries(_folder["models"]));
    }

    /// <summary>
    /// ONNX Runtime's CPU provider has no half-precision Gemm: after the graph passed all checks it puts casts to float around, and only
    /// then finds that attention takes no float.
    /// </summary>
    private static void AssertOnlyKernelsAreMissing(string path)
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(path));

        Assert.Contains("Type 'tensor(float)' of input parameter (InsertedPrecisionFreeCast_layers.0.", error.Message, StringComparison.Ordinal);
        Assert.Contains("of operator (PagedAttention) in node (layers.0.attention) is invalid", error.Message, StringComparison.Ordinal);
    }
}
