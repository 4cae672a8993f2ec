using System.Text.Json;
using RewardServer.Inference.Generation;
using RewardServer.Inference.Models;
using RewardServer.Modeling;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.TestKit;
using RewardServer.Tokenization;

namespace RewardServer.Inference.Tests.Generation;

/// <summary>The shared causal checkpoints write what an independent float64 forward pass finds most likely.</summary>
public sealed class GoldenDecodingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("golden-decoding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("llama-causal")]
    [InlineData("mistral-causal")]
    [InlineData("mistral-causal-window")]
    [InlineData("qwen2-causal-tied")]
    public async Task Greedy_decoding_is_the_argmax_of_the_reference(string name)
    {
        Assert.SkipUnless(SharedData.Exists("checkpoints", name), SharedData.SkipReason);
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("checkpoints", name, "golden.json")));
        var folder = Import(name);
        await using var generator = TextGenerators.Load(folder, CharacterTokenizer(folder.Manifest.Graph.Vocabulary), new InferenceOptions { Device = "cpu", Threads = 2 });
        var ends = folder.Manifest.Generation!.EndIds;
        List<(string Prompt, int Expected)> positions = [];
        foreach (var test in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            var text = string.Concat(Numbers(test, "input_ids").Select(id => Character((int)id)));
            var argmax = Numbers(test, "argmax");
            positions.AddRange(Enumerable.Range(0, text.Length).Select(i => (text[..(i + 1)], (int)argmax[i])));
        }

        Assert.True(positions.Count > 50);

        // All at once: prompts that are beginnings of each other, batched and sharing what they have in common.
        // A token that ends the message is none of the text.
        var written = await Task.WhenAll(positions.Select(position => LanguageModel.GenerateAsync(generator, Next(position.Prompt, 3))));
        for (var i = 0; i < positions.Count; i++)
        {
            Assert.Equal(written[i].Text.Length < 3 ? FinishReason.End : FinishReason.Length, written[i].FinishReason);
            Assert.Equal(ends.Contains(positions[i].Expected) ? "" : Character(positions[i].Expected).ToString(), First(written[i].Text));
        }

        // And one token after the other: what follows is what a prompt that ends there gets.
        for (var i = 0; i < positions.Count; i += 7)
        {
            for (var n = 1; n < 3 && n <= written[i].Text.Length; n++)
            {
                var alone = await LanguageModel.GenerateAsync(generator, Next(positions[i].Prompt + written[i].Text[..n], 1));
                Assert.Equal(First(written[i].Text[n..]), alone.Text);
                Assert.Equal(alone.Text.Length == 0 ? FinishReason.End : FinishReason.Length, alone.FinishReason);
            }
        }
    }

    private static string First(string text) => text[..Math.Min(1, text.Length)];

    private static GenerationRequest Next(string prompt, int tokens) => LanguageModel.Request(prompt, new() { MaxTokens = tokens });

    private static double[] Numbers(JsonElement test, string name) => [.. test.GetProperty(name).EnumerateArray().Select(n => n.GetDouble())];

    private static char Character(int id) => (char)('\u4E00' + id);

    // One character a token: the checkpoints have no tokenizer, and texts must say which tokens they are.
    private HuggingFaceTokenizer CharacterTokenizer(int vocabulary)
    {
        var json = JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = Array.Empty<object>(),
            model = new
            {
                type = "BPE",
                vocab = Enumerable.Range(0, vocabulary).ToDictionary(id => Character(id).ToString(), id => id),
                merges = Array.Empty<string>(),
            },
            decoder = new { type = "Fuse" },
        });
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), json);
        return HuggingFaceTokenizer.Load(_folder);
    }

    private ModelFolder Import(string name)
    {
        var imported = CheckpointImporter.Import(
            new()
            {
                Checkpoint = SharedData.Path("checkpoints", name),
                Models = _folder,
                Head = PackedGraph.NextTokenHead,
                Format = new() { Name = "chat", Layout = ChatLayouts.Raw },
            },
            cancellationToken: TestContext.Current.CancellationToken);
        return ModelFolder.Open(imported.Folder);
    }
}
