using RewardServer.Inference.Models;
using RewardServer.Modeling;
using RewardServer.Scoring.Manifests;
using RewardServer.TestKit;

namespace RewardServer.Inference.Tests.Models;

public sealed class ReferenceFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("inference-tests-").FullName;

    private string Reference => Path.Combine(_root, "pair", "reference");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_pair_opens_and_its_fingerprint_follows_both()
    {
        var pair = Import();
        Assert.Equal(PackedGraph.TargetHead, pair.Reference!.Manifest.Graph.Head);
        Assert.Equal(pair.Manifest.MaxTokens, pair.Reference.Manifest.MaxTokens);

        HashSet<string> seen = [pair.Fingerprint, pair.Reference.Fingerprint];
        WriteReference(pair.Reference.Manifest with { Aggregation = "mean" });
        Assert.True(seen.Add(ModelFolder.Open(pair.FolderPath).Fingerprint));
    }

    [Fact]
    public void A_pair_without_its_reference_is_refused()
    {
        var pair = Import();
        Directory.Delete(Reference, recursive: true);
        Assert.Contains("its reference 'reference' is missing", Refusal(pair), StringComparison.Ordinal);
    }

    [Fact]
    public void Different_tokenizers_are_refused()
    {
        var pair = Import();
        File.AppendAllText(Path.Combine(Reference, "tokenizer.json"), " ");
        Assert.Contains("The tokenizers of", Refusal(pair), StringComparison.Ordinal);
        File.Delete(Path.Combine(Reference, "tokenizer.json"));
        Assert.Contains("The tokenizers of", Refusal(pair), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_of_another_kind_or_length_is_refused()
    {
        var pair = Import();
        var manifest = pair.Reference!.Manifest;
        WriteReference(manifest with { Graph = manifest.Graph with { Head = PackedGraph.ValueHead } });
        Assert.Contains("is no reference model", Refusal(pair), StringComparison.Ordinal);
        WriteReference(manifest with { MaxTokens = 8 });
        Assert.Contains("takes 8 tokens", Refusal(pair), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../pair")]
    [InlineData("a/b")]
    public void A_reference_outside_the_folder_is_refused(string name)
    {
        var pair = Import();
        File.WriteAllBytes(
            Path.Combine(pair.FolderPath, RewardModelManifest.FileName),
            ManifestJson.Write(pair.Manifest with { Implicit = pair.Manifest.Implicit! with { Reference = name } }));
        Assert.Contains("inside the model folder", Refusal(pair), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_reference_is_refused()
    {
        var pair = Import();
        Directory.Move(Reference, Path.Combine(_root, "elsewhere"));
        Directory.CreateSymbolicLink(Reference, Path.Combine(_root, "elsewhere"));
        Assert.Contains("is a link", Refusal(pair), StringComparison.Ordinal);
    }

    private static string Refusal(ModelFolder pair) => Assert.Throws<InferenceException>(() => ModelFolder.Open(pair.FolderPath)).Message;

    private void WriteReference(RewardModelManifest manifest) =>
        File.WriteAllBytes(Path.Combine(Reference, RewardModelManifest.FileName), ManifestJson.Write(manifest));

    private ModelFolder Import()
    {
        Assert.SkipUnless(SharedData.Exists("checkpoints", "qwen2-causal-tied"), SharedData.SkipReason);
        var options = new ImportOptions
        {
            Checkpoint = SharedData.Path("checkpoints", "qwen2-causal-tied"),
            Reference = SharedData.Path("checkpoints", "qwen2-causal-tied"),
            Implicit = new ImplicitManifest { Beta = 0.05 },
            Models = _root,
            Name = "pair",
            Head = PackedGraph.TargetHead,
            WriteTokenizer = folder => File.WriteAllText(Path.Combine(folder, "tokenizer.json"), "{}"),
        };
        return ModelFolder.Open(CheckpointImporter.Import(options, cancellationToken: TestContext.Current.CancellationToken).Folder);
    }
}
