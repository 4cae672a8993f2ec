using System.Text.Json.Nodes;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

/// <summary>The final hidden state of every shared checkpoint, seen through a head that copies its first eight numbers.</summary>
public sealed class HiddenStateTests : IDisposable
{
    private const int Numbers = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("qwen2-prm", "Qwen2")]
    [InlineData("qwen2-rm-bf16-sharded", "Qwen2")]
    [InlineData("qwen2-token-classification", "Qwen2")]
    [InlineData("qwen2-value-head", "Qwen2")]
    [InlineData("qwen2-causal-tied", "Qwen2")]
    [InlineData("qwen3-sequence-classification", "Qwen3")]
    [InlineData("llama-causal", "Llama")]
    [InlineData("llama3-sequence-classification", "Llama")]
    [InlineData("mistral-causal-window", "Mistral")]
    [InlineData("mistral-causal", "Mistral")]
    public void Last_hidden_state_matches_the_reference(string name, string family)
    {
        WriteCopy(Golden.Checkpoint(name), family);
        using var model = new ReferenceModel(ImportedModels.Import(new() { Checkpoint = _folder["copy"], Models = _folder["models"] }).Folder);

        foreach (var test in Golden.Read(name).Cases)
            Golden.AssertClose(test.HiddenLast, model.Run(test.InputIds, [test.InputIds.Length - 1]));
    }

    private void WriteCopy(string checkpoint, string family)
    {
        Directory.CreateDirectory(_folder["copy"]);
        var config = JsonNode.Parse(File.ReadAllBytes(Path.Combine(checkpoint, "config.json")))!.AsObject();
        config["architectures"] = new JsonArray(family + "ForTokenClassification");
        config["num_labels"] = Numbers;
        File.WriteAllText(_folder["copy", "config.json"], config.ToJsonString());

        using var original = Checkpoint.Open(new CheckpointFolder(checkpoint));
        var body = original.Names.Where(n => n.StartsWith("model.", StringComparison.Ordinal)).Select(n => original.Find(n)!).ToDictionary(t => t.Name);
        List<(string, long[])> tensors = [.. body.Values.Select(t => (t.Name, t.Shape.ToArray()))];
        tensors.Add(("score.weight", [Numbers, config["hidden_size"]!.GetValue<int>()]));
        tensors.Add(("score.bias", [Numbers]));
        SafetensorsWriter.Write(_folder["copy", CheckpointFiles.Weights], tensors, TensorDataType.F32, (name, first, values) =>
        {
            if (body.TryGetValue(name, out var tensor))
                original.Read(tensor, first, values);
            else
                Identity(name, values, values.Length / Numbers);
        });
    }

    private static void Identity(string name, Span<float> values, int columns)
    {
        values.Clear();
        for (var i = 0; i < Numbers && name == "score.weight"; i++)
            values[(i * columns) + i] = 1;
    }
}
