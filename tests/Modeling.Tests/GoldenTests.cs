using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Tests;

/// <summary>Every shared checkpoint against its reference outputs, at every position.</summary>
public abstract class GoldenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("qwen2-prm")]
    [InlineData("qwen2-rm-bf16-sharded")]
    [InlineData("qwen2-token-classification")]
    [InlineData("qwen2-value-head")]
    [InlineData("qwen3-sequence-classification")]
    [InlineData("llama3-sequence-classification")]
    public void Head_outputs_match_the_reference(string name)
    {
        var golden = Golden.Read(name);
        using var model = Import(name);
        foreach (var test in golden.Cases)
            Golden.AssertClose(test.Logits!.SelectMany(r => r), model.Run(test.InputIds, AllPositions(test)));
    }

    [Theory]
    [InlineData("qwen2-causal-tied")]
    [InlineData("llama-causal")]
    [InlineData("mistral-causal-window")]
    [InlineData("mistral-causal")]
    public void Label_logits_match_the_reference(string name)
    {
        var golden = Golden.Read(name);
        using var model = Import(name, PackedGraph.LabelTokensHead, golden.Cases[0].LabelIds);
        foreach (var test in golden.Cases)
        {
            var logits = model.Run(test.InputIds, AllPositions(test));
            var labels = test.LabelIds!.Length;
            Assert.Equal(test.InputIds.Length * labels, logits.Length);
            for (var i = 0; i < test.InputIds.Length; i++)
                Golden.AssertLogits(test.LabelLogits![i], logits.AsSpan(i * labels, labels), test.Logsumexp![i]);
        }
    }

    [Theory]
    [InlineData("qwen2-causal-tied")]
    [InlineData("llama-causal")]
    [InlineData("mistral-causal-window")]
    [InlineData("mistral-causal")]
    public void Label_log_probabilities_match_the_reference(string name)
    {
        var golden = Golden.Read(name);
        using var model = Import(name, PackedGraph.LabelLogProbabilityHead, golden.Cases[0].LabelIds);
        foreach (var test in golden.Cases)
        {
            var expected = test.LabelLogits!.SelectMany((row, i) => row.Select(logit => logit - test.Logsumexp![i]));
            Golden.AssertClose(expected, model.Run(test.InputIds, AllPositions(test)));
        }
    }

    [Theory]
    [InlineData("qwen2-causal-tied")]
    [InlineData("llama-causal")]
    [InlineData("mistral-causal-window")]
    [InlineData("mistral-causal")]
    public void Target_log_probabilities_match_the_reference(string name)
    {
        using var model = Import(name, PackedGraph.TargetHead);
        foreach (var test in Golden.Read(name).Cases.Where(c => c.InputIds.Length > 1))
            Golden.AssertClose(test.TargetLogprob!, model.Run(test.InputIds, AllPositions(test)[..^1], test.InputIds[1..]));
    }

    [Theory]
    [InlineData("qwen2-causal-tied")]
    [InlineData("llama-causal")]
    [InlineData("mistral-causal-window")]
    [InlineData("mistral-causal")]
    public void Next_tokens_match_the_reference(string name)
    {
        using var model = Import(name, PackedGraph.NextTokenHead);
        foreach (var test in Golden.Read(name).Cases)
        {
            for (var i = 0; i < test.InputIds.Length; i++)
            {
                var logits = model.Run(test.InputIds[..(i + 1)], [i]);
                Assert.Equal(test.Argmax![i], Array.IndexOf(logits, logits.Max()));
                Golden.AssertLogits(test.LabelLogits![i], [.. test.LabelIds!.Select(id => logits[id])], test.Logsumexp![i]);
                Golden.AssertClose([test.Logsumexp![i]], [(float)Math.Log(logits.Sum(z => Math.Exp(z)))]);
            }
        }
    }

    private protected abstract IModelRunner Open(string modelFolder);

    private static int[] AllPositions(GoldenCase test) => [.. Enumerable.Range(0, test.InputIds.Length)];

    private IModelRunner Import(string name, string? head = null, int[]? labels = null)
    {
        var options = new ImportOptions { Checkpoint = Golden.Checkpoint(name), Models = _folder.Root, Head = head, LabelIds = labels };
        return Open(ImportedModels.Import(options).Folder);
    }
}

/// <summary>The graphs on ONNX Runtime's own operators: what the importer wrote.</summary>
public sealed class ReferenceGoldenTests : GoldenTests
{
    private protected override IModelRunner Open(string modelFolder) => new ReferenceModel(modelFolder);
}

/// <summary>The graphs on the engine: what is served.</summary>
public sealed class EngineGoldenTests : GoldenTests
{
    private protected override IModelRunner Open(string modelFolder) => new EngineModel(modelFolder);
}
