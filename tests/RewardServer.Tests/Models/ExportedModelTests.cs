using System.Text.Json.Nodes;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Models;

/// <summary>A cross-encoder as Optimum leaves it, imported and served: the logit is the mean over tokens of a table's entries for id and type.</summary>
public sealed class ExportedModelTests
{
    private const int Vocabulary = 768;

    private static readonly float[] Ids = [.. Enumerable.Range(0, Vocabulary).Select(i => (i * 37 % 101 * 0.01f) - 0.5f)];
    private static readonly float[] Types = [0, 0.25f];

    [Fact]
    public async Task An_exported_cross_encoder_is_served()
    {
        var folder = Import();
        await using var server = await TestServer.StartAsync(("Models:Folder", Path.GetDirectoryName(folder)!));
        var models = JsonNode.Parse(await server.Http.GetStringAsync("/v1/models", TestContext.Current.CancellationToken))!;
        Assert.Contains("\"stable\"", models.ToJsonString(), StringComparison.Ordinal);

        // A separator in the text stays text: it opens no second segment.
        (string Problem, string Response)[] texts = [("What is 2+3?", "5"), ("a<|im_end|>b", "It is <|im_end|> 6."), ("x", "a longer response of some more words")];
        var scores = await ScoreAsync(server, texts);
        var encoder = ModelInput.Load(folder).Encoder;
        foreach (var ((problem, response), score) in texts.Zip(scores))
        {
            var tokens = encoder.Encode(new Trajectory(problem, [response])).Value.Input.TokenIds;
            var manifest = ManifestJson.Parse(File.ReadAllBytes(Path.Combine(folder, RewardModelManifest.FileName)));
            var end = Array.IndexOf(tokens, manifest.Graph.SegmentEndId!.Value);
            Assert.Equal(2, tokens.Count(id => id == manifest.Graph.SegmentEndId));
            Assert.Equal(tokens.Select((id, t) => Ids[id] + (double)Types[t > end ? 1 : 0]).Average(), score, 1e-5);
        }

        // The same alone, though the graph's mean over tokens adds one sequence in another order than two.
        await using var fresh = await TestServer.StartAsync(("Models:Folder", Path.GetDirectoryName(folder)!));
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(scores[i], Assert.Single(await ScoreAsync(fresh, [texts[i]])));
    }

    private static async Task<float[]> ScoreAsync(TestServer server, (string Problem, string Response)[] texts)
    {
        var body = new JsonObject
        {
            ["trajectories"] = new JsonArray([.. texts.Select(text => new JsonObject { ["problem"] = text.Problem, ["response"] = text.Response })]),
        };
        var answer = await server.ScoreAsync(body.ToJsonString());
        return [.. answer["results"]!.AsArray().Select(result => result!["score"]!.GetValue<float>())];
    }

    private static string Import()
    {
        var exported = TestModels.NewFolder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizer")))
            File.Copy(file, Path.Combine(exported, Path.GetFileName(file)));
        File.WriteAllText(
            Path.Combine(exported, "config.json"),
            """{"architectures":["BertForSequenceClassification"],"model_type":"bert","vocab_size":768,"max_position_embeddings":128,"num_labels":1}""");
        File.WriteAllBytes(Path.Combine(exported, "model.onnx"), Graph());
        return Importing.Run(
            new()
            {
                Checkpoint = exported,
                Models = TestModels.NewFolder(),
                Name = "reranker",
                Format = new FormatManifest { Name = "pair", BosToken = "<|im_start|>", EosToken = "<|im_end|>" },
            },
            null,
            CancellationToken.None).Folder;
    }

    private static byte[] Graph() => new GraphWriter()
        .Input("input_ids", GraphWriter.Int64, -1, -1).Input("attention_mask", GraphWriter.Int64, -1, -1).Input("token_type_ids", GraphWriter.Int64, -1, -1)
        .Weight("ids", Ids, Vocabulary, 1).Weight("types", Types, 2, 1).Weight("one", [1L], 1).Weight("two", [2L], 1)
        .Node("Gather", "", ["ids", "input_ids"], ["id"])
        .Node("Gather", "", ["types", "token_type_ids"], ["type"])
        .Node("Add", "", ["id", "type"], ["x"])
        .Node("Cast", "", ["attention_mask"], ["mask"], ("to", 1L))
        .Node("Unsqueeze", "", ["mask", "two"], ["column"])
        .Node("Mul", "", ["x", "column"], ["masked"])
        .Node("ReduceSum", "", ["masked", "one"], ["sum"], ("keepdims", 0L))
        .Node("ReduceSum", "", ["mask", "one"], ["count"], ("keepdims", 1L))
        .Node("Div", "", ["sum", "count"], ["logits"])
        .Output("logits", GraphWriter.Float, -1, 1)
        .ToModel();
}
