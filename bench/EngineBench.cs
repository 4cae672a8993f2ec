using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Bench;

/// <summary>
/// The packed engine on the 0.5B shape with random weights, fp32 and int8 side by side: how near the whole model comes to the rate of the
/// machine's plain matrix product, what mixed lengths cost against equal ones, and what int8 gains. All are interleaved, so that a busy
/// neighbour hits each alike.
/// </summary>
internal static class EngineBench
{
    private const int ReadsPerSequence = 8;

    private static readonly string[] Precisions = ["fp32", "int8"];

    // Both sum to 4,096 tokens.
    private static readonly int[] Equal = [.. Enumerable.Repeat(256, 16)];
    private static readonly int[] Mixed = [32, 512, 64, 448, 96, 416, 128, 384, 160, 352, 192, 320, 224, 288, 256, 224];

    /// <summary>
    /// Options: <c>--layers n</c> (24), <c>--rounds n</c> (5), <c>--threads n</c> (all processors), <c>--wait seconds</c> (60) for a quiet
    /// machine, <c>--print</c>: write no page.
    /// </summary>
    public static async Task RunAsync(string[] args)
    {
        var threads = Options.Integer(args, "--threads", Environment.ProcessorCount);
        var decoder = new SyntheticDecoder { Layers = Options.Integer(args, "--layers", 24) };
        var folder = Directory.CreateTempSubdirectory("engine-bench-").FullName;
        try
        {
            var checkpoint = Path.Combine(folder, "checkpoint");
            SyntheticCheckpoint.Write(checkpoint, decoder);
            var engines = Array.ConvertAll(Precisions, precision => LoadedEngine.Load(checkpoint, folder, precision, threads));
            await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(Options.Integer(args, "--wait", 60)));
            Measure(args, decoder, engines, threads);
            Array.ForEach(engines, engine => engine.Engine.Dispose());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string[] args, SyntheticDecoder decoder, LoadedEngine[] engines, int threads)
    {
        var rounds = Options.Integer(args, "--rounds", 5);
        using var layer = PlainProducts.OfLayer(decoder, Equal.Sum(), threads);
        using var square = new PlainProducts(2048, threads, (2048, 2048));
        InferenceItem[] equal = [.. Equal.Select(n => Item(n, decoder.Vocabulary))], mixed = [.. Mixed.Select(n => Item(n, decoder.Vocabulary))];
        var results = new EngineResults(StackOperations(decoder, Equal), StackOperations(decoder, Mixed));
        var cpu = new CpuUse();
        for (var round = -1; round < rounds; round++)
        {
            var layerRate = layer.Operations / Seconds(layer.Run);
            var squareRate = square.Operations / Seconds(square.Run);
            var times = Array.ConvertAll(engines, e => (Equal: Seconds(() => e.Engine.Run(equal)), Mixed: Seconds(() => e.Engine.Run(mixed))));
            if (round >= 0) // the first round is the warm-up
                results.Add(layerRate / 1e9, squareRate / 1e9, times);
        }

        Write(args, decoder, engines, threads, results, cpu);
    }

    private static void Write(string[] args, SyntheticDecoder decoder, LoadedEngine[] engines, int threads, EngineResults results, CpuUse cpu)
    {
        var report = new Report("bench/results", "engine", "Packed engine, fp32 and int8", $"dotnet run -c Release --project bench -- engine {string.Join(' ', args)}".TrimEnd());
        report.Others(cpu.OthersShare());
        report.Fact(string.Create(CultureInfo.InvariantCulture, $"0.5B shape ({decoder.Layers} layers, hidden {decoder.HiddenSize}, {decoder.Heads}/{decoder.KvHeads} heads, {decoder.IntermediateSize}), random weights, {threads} threads; {Equal.Sum()} tokens a batch, {ReadsPerSequence} reads a sequence; median of {results.Rounds} interleaved rounds (minimum..maximum)"));
        report.Fact("operations counted: linear layers and causal attention, whatever the precision; norms, activations, rotary embedding, softmax and quantising are overhead");
        foreach (var engine in engines)
            report.Fact(string.Create(CultureInfo.InvariantCulture, $"{engine.Precision} loads in {engine.LoadTime.TotalSeconds:0.0} s (weights of {engine.WeightBytes >> 20} MiB)"));
        results.Write(report, Precisions, Equal, Mixed);
        report.Save(printOnly: args.Contains("--print"));
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

    // The last layer computes what follows its attention at the read positions only.
    private static double StackOperations(SyntheticDecoder d, int[] lengths)
    {
        double tokens = lengths.Sum(), reads = lengths.Length * ReadsPerSequence, hidden = d.HiddenSize;
        var queryKeyValue = hidden * (hidden + (2 * hidden / d.Heads * d.KvHeads));
        var rest = hidden * (hidden + (3.0 * d.IntermediateSize));
        var linear = (tokens * d.Layers * queryKeyValue) + (((tokens * (d.Layers - 1)) + reads) * rest) + (reads * hidden * (hidden + 2));
        var attention = d.Layers * hidden * lengths.Sum(n => (double)n * (n + 1));
        return 2 * (linear + attention);
    }

    private static double Seconds(Action action)
    {
        var started = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>An engine and what loading it took.</summary>
    internal sealed record LoadedEngine(string Precision, IInferenceEngine Engine, TimeSpan LoadTime, long WeightBytes)
    {
        public static LoadedEngine Load(string checkpoint, string folder, string precision, int threads)
        {
            var imported = CheckpointImporter.Import(new ImportOptions { Checkpoint = checkpoint, Models = folder, Name = precision, Precision = precision });
            var model = ModelFolder.Open(imported.Folder);
            var started = TimeProvider.System.GetTimestamp();
            var engine = InferenceEngines.Load(model, new InferenceOptions { Device = "cpu", Threads = threads, PrefixCacheBytes = 0 });
            return new(precision, engine, TimeProvider.System.GetElapsedTime(started), model.WeightFiles.Sum(f => new FileInfo(Path.Combine(imported.Folder, f)).Length));
        }
    }
}
