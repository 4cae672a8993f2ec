using RewardServer.Inference.Models;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Tokenization;

namespace RewardServer.Inference.Generation;

/// <summary>Makes text generators.</summary>
public static class TextGenerators
{
    // A step of more tokens is hardly faster for each, and everyone's next token waits for its end.
    private const int MaxStepTokens = 512;

    // A step of a model whose weights stay in a processor's cache is too short to be shared out to threads (ADR 0110).
    private const long MostWeightsOfAThread = 16 << 20;

    /// <summary>
    /// Loads a model with the head <c>next-token</c> and runs it once, so that it is warm. Throws <see cref="InferenceException"/> when it
    /// has another head or does not load, and <see cref="ManifestException"/> when its layout does not go with its tokenizer.
    /// </summary>
    public static ILocalTextGenerator Load(ModelFolder folder, HuggingFaceTokenizer tokenizer, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(options);
        var (manifest, graph) = (folder.Manifest, folder.Manifest.Graph);
        if (graph.Head != PackedGraph.NextTokenHead)
            throw new InferenceException($"The model folder '{folder.FolderPath}' has the head {graph.Head}; text is generated with {PackedGraph.NextTokenHead}. Import it again with --head {PackedGraph.NextTokenHead}.");
        var encoder = new PromptEncoder(ChatLayouts.Create(manifest.Format, tokenizer.EncodeText, tokenizer.FindToken), tokenizer);

        var maxTokens = Math.Min(manifest.MaxTokens, graph.MaxPositions);
        var loops = CreateLoops(folder, options, maxTokens);
        var model = new GenerationModel(tokenizer, manifest.Generation?.EndIds ?? [], graph.Outputs, maxTokens);
        return new LocalTextGenerator(loops, model, encoder, options.MaxUnfinishedTexts);
    }

    /// <summary>The tokens of a request's prompt with the beginning of the reply, without a model's being loaded.</summary>
    public static IReadOnlyList<int> EncodePrompt(FormatManifest format, HuggingFaceTokenizer tokenizer, GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(request);
        return new PromptEncoder(ChatLayouts.Create(format, tokenizer.EncodeText, tokenizer.FindToken), tokenizer).Encode(request);
    }

    private static GenerationLoop[] CreateLoops(ModelFolder folder, InferenceOptions options, int maxTokens)
    {
        var graph = folder.Manifest.Graph;
        var weights = folder.WeightFiles.Sum(file => new FileInfo(Path.Combine(folder.FolderPath, file)).Length);
        var count = CountLoops(weights, graph.Device, options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
        var one = count == 1 ? options : options with { Threads = 1, CpuEngines = count }; // engines share their weights
        var blocks = PackedTensors.BlocksOf(Math.Max(options.GenerationCacheTokens / count, maxTokens));
        var sequences = Math.Min(options.MaxBatchSequences, MaxStepTokens);
        List<(PackedSession Session, PackedTensors Tensors)> warm = [];
        try
        {
            while (warm.Count < count)
            {
                var tensors = new PackedTensors(graph, MaxStepTokens, sequences, sequences, sequences * PackedTensors.BlocksOf(maxTokens));
                warm.Add((new PackedSession(folder, one, blocks), tensors));
                WarmUp(warm[^1].Session, tensors, Math.Min(maxTokens, MaxStepTokens));
            }
        }
        catch
        {
            warm.ForEach(loop => loop.Session.Dispose());
            throw;
        }

        return [.. warm.Select(loop => new GenerationLoop(loop.Session, loop.Tensors, new(new BlockPool(loop.Session.Blocks), sequences, MaxStepTokens), graph.Outputs))];
    }

    /// <summary>Loops of a generator whose model has so many bytes of weights: one a thread while they stay in a cache.</summary>
    internal static int CountLoops(long weights, string device, int threads) => device == "cpu" && weights <= MostWeightsOfAThread ? threads : 1;

    // The first run allocates ONNX Runtime's arenas and compiles our kernels; no caller should wait for that.
    private static void WarmUp(PackedSession session, PackedTensors tensors, int tokens)
    {
        tensors.Begin(PackedTensors.BlocksOf(tokens));
        var table = tensors.Append(new int[tokens], past: 0);
        var blocks = table[..PackedTensors.BlocksOf(tokens)];
        if (!session.Blocks.TryAllocate(blocks))
            throw new InvalidOperationException("The cache is smaller than one sequence. This is a bug.");
        tensors.Read(tokens - 1);
        session.Run(tensors);
        session.Blocks.Free(blocks);
    }
}
