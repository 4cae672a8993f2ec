using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Bench;

/// <summary>
/// The packed engine on a GPU, whole models of random weights: tokens/s of mixed lengths, and what is left of the padding that
/// a padded batch would compute. Needs <c>-p:OnnxRuntime=cuda</c>; <c>bench/baselines/torch_prefill.py</c> runs the same shapes and lengths in PyTorch.
/// </summary>
internal static class CudaBench
{
    private const int ReadsPerSequence = 8;

    // Lengths as those of responses are: spread evenly.
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 32).Select(i => 32 + (i * 31))];

    private static readonly (string Name, SyntheticDecoder Decoder)[] Shapes =
    [
        ("0.5B", new SyntheticDecoder { Layers = 24 }),
        ("1.5B", new SyntheticDecoder { Layers = 28, HiddenSize = 1536, IntermediateSize = 8960, Heads = 12 }),
    ];

    /// <summary>Options: <c>--rounds n</c> (9).</summary>
    public static Task RunAsync(string[] args)
    {
        var rounds = int.Parse(args.SkipWhile(a => a != "--rounds").Skip(1).FirstOrDefault() ?? "9", CultureInfo.InvariantCulture);
        var report = new Report("bench/results", "cuda", "Packed engine on CUDA, fp16", "dotnet run -c Release --project bench -p:OnnxRuntime=cuda -- cuda");
        report.Fact(string.Create(CultureInfo.InvariantCulture, $"{Lengths.Length} sequences of {Lengths.Min()} to {Lengths.Max()} tokens, {Lengths.Sum()} in all (padded they would be {Lengths.Length * Lengths.Max()}); random weights; median of {rounds} runs (minimum..maximum)"));
        report.Table(["shape", "device", "tokens/s"], Shapes.Select(shape => Row(shape.Name, shape.Decoder, rounds)));
        report.Save();
        return Task.CompletedTask;
    }

    private static string[] Row(string name, SyntheticDecoder decoder, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("cuda-bench-").FullName;
        try
        {
            var checkpoint = Path.Combine(folder, "checkpoint");
            SyntheticCheckpoint.Write(checkpoint, decoder);
            var imported = CheckpointImporter.Import(new ImportOptions { Checkpoint = checkpoint, Models = folder, Name = "model", Device = "cuda" });
            using var engine = InferenceEngines.Load(ModelFolder.Open(imported.Folder), new InferenceOptions { Device = "cuda", MaxBatchTokens = Lengths.Sum() });
            InferenceItem[] items = [.. Lengths.Select(n => Item(n, decoder.Vocabulary))];
            engine.Run(items);
            engine.Run(items);
            var speeds = Enumerable.Range(0, rounds).Select(_ =>
            {
                var started = TimeProvider.System.GetTimestamp();
                engine.Run(items);
                return Lengths.Sum() / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            });
            return [name, engine.Device, new Sample(speeds).Text("0")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static InferenceItem Item(int tokens, int vocabulary)
    {
        var random = new Random(tokens);
        return new InferenceItem
        {
            TokenIds = Enumerable.Range(0, tokens).Select(_ => random.Next(vocabulary)).ToArray(),
            ReadPositions = Enumerable.Range(1, ReadsPerSequence).Select(i => (i * tokens / ReadsPerSequence) - 1).ToArray(),
            Output = new float[ReadsPerSequence * 2],
        };
    }
}
