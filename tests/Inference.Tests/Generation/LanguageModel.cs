using RewardServer.Inference.Generation;
using RewardServer.Inference.Models;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.TestKit;
using RewardServer.Tokenization;
using GeneratedText = RewardServer.Scoring.Generative.Generation;

namespace RewardServer.Inference.Tests.Generation;

/// <summary>A small language model of random weights with a real byte-level tokenizer: it writes nonsense, but always the same.</summary>
internal sealed class LanguageModel : IDisposable
{
    public const int MaxTokens = 320;
    public const int EndId = 7;

    private readonly string _root = Directory.CreateTempSubdirectory("generation-tests-").FullName;

    public LanguageModel(string precision = "fp32", int layers = 2, int vocabulary = 800)
    {
        var checkpoint = Path.Combine(_root, "checkpoint");
        SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder
        {
            IsLanguageModel = true,
            HiddenSize = 64,
            IntermediateSize = 160,
            Layers = layers,
            Heads = 4,
            KvHeads = 2,
            Vocabulary = vocabulary,
            MaxPositions = MaxTokens,
        });
        var options = new ImportOptions
        {
            Checkpoint = checkpoint,
            Models = _root,
            Name = "model",
            Precision = precision,
            Head = PackedGraph.NextTokenHead,
            Format = new() { Name = "chat", Layout = ChatLayouts.Raw },
        };
        var imported = CheckpointImporter.Import(options, cancellationToken: TestContext.Current.CancellationToken);
        var manifest = imported.Manifest with { Generation = new() { EndIds = [EndId] } };
        File.WriteAllBytes(Path.Combine(imported.Folder, RewardModelManifest.FileName), ManifestJson.Write(manifest));
        Folder = ModelFolder.Open(imported.Folder);
    }

    public ModelFolder Folder { get; }

    public static HuggingFaceTokenizer Tokenizer { get; } =
        HuggingFaceTokenizer.Load(Path.Combine(Repository.Root, "tests", "Tokenization.Tests", "Fixtures", "tiny", "qwen2"));

    public static int[] Encode(string text)
    {
        List<int> ids = [];
        Tokenizer.EncodeText(text, ids, null);
        return [.. ids];
    }

    public ILocalTextGenerator Load(int threads = 1, int cacheTokens = 4096, int sequences = 64, int unfinished = 1000) => TextGenerators.Load(
        Folder,
        Tokenizer,
        new InferenceOptions { Device = "cpu", Threads = threads, GenerationCacheTokens = cacheTokens, MaxBatchSequences = sequences, MaxUnfinishedTexts = unfinished });

    public IInferenceEngine LoadEngine() =>
        InferenceEngines.Load(Folder, new InferenceOptions { Device = "cpu", Threads = 1, MaxBatchTokens = 1024, MaxBatchSequences = 8 });

    public static GenerationRequest Request(string prompt, SamplingOptions sampling) => new()
    {
        Messages = [ChatMessage.Of(ChatRole.User, prompt)],
        Sampling = sampling,
    };

    public static async Task<GeneratedText> GenerateAsync(ITextGenerator generator, GenerationRequest request)
    {
        var result = await generator.GenerateAsync(request, TestContext.Current.CancellationToken);
        Assert.Null(result.Error);
        return result.Value;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
