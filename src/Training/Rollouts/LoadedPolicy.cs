using System.Text.Json;
using RewardServer.Tokenization;
using RewardServer.Training.Models;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Rollouts;

/// <summary>A policy from a checkpoint that a run here has written: of <c>rl</c>, its warm-up, or the reference of an implicit model.</summary>
/// <param name="Model">Its weights.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Vocabulary">What it reads and writes.</param>
internal sealed record LoadedPolicy(Backbone Model, ModelShape Shape, PolicyVocabulary Vocabulary) : IDisposable
{
    private const string Architecture = "Qwen2ForCausalLM";

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="device">Where it writes.</param>
    /// <exception cref="InvalidDataException">It is not one that was written here.</exception>
    public static LoadedPolicy Open(string folder, Device device)
    {
        var shape = ReadShape(Path.Combine(folder, "config.json"));
        var written = new WrittenVocabulary(TokenizerFiles.Read(folder), HuggingFaceTokenizer.Load(folder));
        var model = new Backbone(shape, written.Pieces.Size, [], device);
        WarmStart.Apply(model, written.Pieces, folder);
        return new LoadedPolicy(model, shape, new PolicyVocabulary(written));
    }

    /// <inheritdoc />
    public void Dispose() => Model.Dispose();

    private static ModelShape ReadShape(string path)
    {
        using var parsed = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = parsed.RootElement;
        if (!root.TryGetProperty("architectures", out var names) || names[0].GetString() != Architecture)
        {
            throw new InvalidDataException($"{path}: a policy is a {Architecture} that a run here has written.");
        }

        return new ModelShape
        {
            Hidden = Size("hidden_size"),
            Intermediate = Size("intermediate_size"),
            Layers = Size("num_hidden_layers"),
            Heads = Size("num_attention_heads"),
            KvHeads = Size("num_key_value_heads"),
            HeadDim = Size("head_dim"),
            MaxPositions = Size("max_position_embeddings"),
            RopeTheta = Number("rope_theta").GetSingle(),
            NormEpsilon = Number("rms_norm_eps").GetSingle(),
        };

        int Size(string name) => Number(name).TryGetInt32(out var size) ? size : throw new InvalidDataException($"{path}: '{name}' must be a whole number.");

        JsonElement Number(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value
            : throw new InvalidDataException($"{path}: '{name}' is missing or no number.");
    }
}
