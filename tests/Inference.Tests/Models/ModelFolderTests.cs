using RewardServer.Inference.Models;
using RewardServer.Inference.Tests.Engine;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TestModel _model = TestModel.Random();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void An_imported_folder_opens()
    {
        Assert.Equal("model", _model.Folder.Manifest.Name);
        Assert.Equal(["graph.onnx.data"], _model.Folder.WeightFiles);
        Assert.Matches("^sha256:[0-9a-f]{64}$", _model.Folder.Fingerprint);
    }

    [Fact]
    public void The_fingerprint_follows_every_file_that_changes_a_score()
    {
        HashSet<string> seen = [_model.Folder.Fingerprint];
        Assert.Equal(_model.Folder.Fingerprint, ModelFolder.Open(_model.Path).Fingerprint);

        File.WriteAllText(In("README.md"), "not part of the model");
        Assert.False(seen.Add(ModelFolder.Open(_model.Path).Fingerprint));

        File.WriteAllText(In("tokenizer.json"), "{}");
        Assert.True(seen.Add(ModelFolder.Open(_model.Path).Fingerprint));
        Change("graph.onnx.data");
        Assert.True(seen.Add(ModelFolder.Open(_model.Path).Fingerprint));
        WriteManifest(_model.Folder.Manifest with { Aggregation = "mean" });
        Assert.True(seen.Add(ModelFolder.Open(_model.Path).Fingerprint));
    }

    [Fact]
    public void A_missing_folder_names_the_command_that_makes_one() =>
        Assert.Contains("rewardserver import", Refusal("/no/such/folder"), StringComparison.Ordinal);

    [Theory]
    [InlineData("reward.json")]
    [InlineData("graph.onnx")]
    [InlineData("graph.onnx.data")]
    public void A_missing_file_is_named(string file)
    {
        File.Delete(In(file));
        Assert.Contains(In(file), Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reward.json")]
    [InlineData("graph.onnx")]
    [InlineData("graph.onnx.data")]
    public void A_link_is_refused(string file)
    {
        var elsewhere = In(file + ".moved");
        File.Move(In(file), elsewhere);
        File.CreateSymbolicLink(In(file), elsewhere);
        Assert.Contains("is a link", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/hostname")]
    [InlineData("sub/../../outside")]
    [InlineData("sub\\..\\outside")]
    [InlineData("C:outside")]
    [InlineData("./graph.onnx.data")]
    [InlineData("")]
    public void Weights_outside_the_folder_are_refused(string location)
    {
        File.WriteAllBytes(In("graph.onnx"), new GraphWriter().ExternalWeight("w", location, 4).ToModel());
        Assert.Contains("not a plain relative path", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_below_a_linked_folder_are_refused()
    {
        Directory.CreateSymbolicLink(In("sub"), Path.GetTempPath());
        File.WriteAllBytes(In("graph.onnx"), new GraphWriter().ExternalWeight("w", "sub/weights", 4).ToModel());
        Assert.Contains("is a link", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_hidden_in_node_attributes_are_found()
    {
        var entry = new ProtoMessage().Text(1, "location").Text(2, "../outside");
        var tensor = new ProtoMessage().Message(13, entry);
        ProtoMessage[] models =
        [
            Node(new ProtoMessage().Message(5, tensor)),                                                       // a tensor
            Node(new ProtoMessage().Message(22, new ProtoMessage().Message(1, tensor))),                       // a sparse tensor
            Node(new ProtoMessage().Message(6, new ProtoMessage().Message(5, tensor))),                        // a subgraph
            new ProtoMessage().Message(25, new ProtoMessage().Message(7, new ProtoMessage().Message(5, new ProtoMessage().Message(5, tensor)))),
            new ProtoMessage().Message(20, new ProtoMessage().Message(1, new ProtoMessage().Message(5, tensor))),
        ];
        foreach (var model in models)
        {
            File.WriteAllBytes(In("graph.onnx"), model.ToArray());
            Assert.Contains("'../outside'", Refusal(), StringComparison.Ordinal);
        }

        static ProtoMessage Node(ProtoMessage attribute) =>
            new ProtoMessage().Message(7, new ProtoMessage().Message(1, new ProtoMessage().Message(5, attribute)));
    }

    [Fact]
    public void A_truncated_or_random_graph_never_does_more_than_be_refused()
    {
        var graph = File.ReadAllBytes(In("graph.onnx"));
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var bytes = graph[..random.Next(graph.Length)];
            for (var flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                ExternalDataScan.Locations(bytes);
            }
            catch (InferenceException)
            {
            }
        }
    }

    [Fact]
    public void A_manifest_that_is_no_manifest_is_refused()
    {
        File.WriteAllText(In("reward.json"), "{\"name\": 3}");
        Assert.Contains("not a valid manifest", Refusal(), StringComparison.Ordinal);
        WriteManifest(_model.Folder.Manifest with { Graph = _model.Folder.Manifest.Graph with { Layers = 0 } });
        Assert.Contains("graph.layers is 0", Refusal(), StringComparison.Ordinal);
        WriteManifest(_model.Folder.Manifest with { SchemaVersion = 9 });
        Assert.Contains("schema_version 9", Refusal(), StringComparison.Ordinal);
        WriteManifest(_model.Folder.Manifest with { Graph = _model.Folder.Manifest.Graph with { File = "../graph.onnx" } });
        Assert.Contains("not a plain relative path", Refusal(), StringComparison.Ordinal);
    }

    private string In(string file) => Path.Combine(_model.Path, file);

    private string Refusal(string? path = null) => Assert.Throws<InferenceException>(() => ModelFolder.Open(path ?? _model.Path)).Message;

    private void WriteManifest(RewardModelManifest manifest) => File.WriteAllBytes(In("reward.json"), ManifestJson.Write(manifest));

    private void Change(string file)
    {
        var bytes = File.ReadAllBytes(In(file));
        bytes[^1] ^= 1;
        File.WriteAllBytes(In(file), bytes);
    }
}
