using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Bench;

/// <summary>
/// The packed engine on layers of the 0.5B shape with random weights: what mixed lengths cost against equal ones, and how near the
/// layers come to the rate of the machine's plain matrix product. All are interleaved, so that a busy neighbour hits each alike.
/// </summary>
internal static class EngineBench
{
    private const int Layers = 4;
    private const int ReadsPerSequence = 8;

    // Both sum to 4,096 tokens.
    private static readonly int[] Equal = [.. Enumerable.Repeat(256, 16)];
    private static readonly int[] Mixed = [32, 512, 64, 448, 96, 416, 128, 384, 160, 352, 192, 320, 224, 288, 256, 224];

    /// <summary>
    /// Options: <c>--rounds n</c> (7), <c>--threads n</c> (all processors), <c>--precision fp32|int8</c>, <c>--wait seconds</c> (60) for a
    /// quiet machine, <c>--clock wall|cpu</c>: processor time is for finding hot spots on a busy machine, with one thread.
    /// </summary>
    public static async Task RunAsync(string[] args)
    {
        var rounds = Option(args, "--rounds", 7);
        var threads = Option(args, "--threads", Environment.ProcessorCount);
        var precision = Option(args, "--precision", "fp32");
        Func<TimeSpan> clock = Option(args, "--clock", "wall") == "cpu" ? () => Environment.CpuUsage.TotalTime : () => TimeProvider.System.GetElapsedTime(0);
        var folder = Directory.CreateTempSubdirectory("engine-bench-").FullName;
        try
        {
            await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(Option(args, "--wait", 60)));
            Measure(folder, precision, rounds, threads, clock);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string folder, string precision, int rounds, int threads, Func<TimeSpan> clock)
    {
        var decoder = new SyntheticDecoder { Layers = Layers };
        using var engine = Load(folder, decoder, precision, threads);
        using var product = new PlainProducts(decoder, Equal.Sum(), threads);
        InferenceItem[] equal = [.. Equal.Select(n => Item(n, decoder.Vocabulary))], mixed = [.. Mixed.Select(n => Item(n, decoder.Vocabulary))];

        List<double> products = [], equals = [], mixes = [];
        var cpu = new CpuUse();
        for (var round = -1; round < rounds; round++)
        {
            double p = Seconds(clock, product.Run), e = Seconds(clock, () => engine.Run(equal)), m = Seconds(clock, () => engine.Run(mixed));
            if (round < 0)
                continue; // the first round is the warm-up
            products.Add(product.Operations / p / 1e9);
            equals.Add(e);
            mixes.Add(m);
        }

        Write(precision, threads, rounds, cpu, products, equals, mixes);
    }

    private static void Write(string precision, int threads, int rounds, CpuUse cpu, List<double> products, List<double> equals, List<double> mixes)
    {
        double tokens = Equal.Sum(), operations = StackOperations(new SyntheticDecoder { Layers = Layers }, Equal);
        Sample product = new(products), equal = new(equals.Select(s => operations / s / 1e9)), mixed = new(mixes.Select(s => operations / s / 1e9));
        var noLoss = new Sample(equals.Zip(mixes, (e, m) => e / m * 100));
        var ofProduct = new Sample(mixes.Zip(products, (m, p) => operations / m / 1e9 / p * 100));
        var report = new Report("bench/results", $"engine-{precision}", $"Packed engine, {precision}", $"dotnet run -c Release --project bench -- engine --precision {precision}");
        report.Others(cpu.OthersShare());
        report.Fact(string.Create(CultureInfo.InvariantCulture, $"{Layers} layers of the 0.5B shape (hidden 896, 14/2 heads, 4,864), random weights, {threads} threads; {tokens:0} tokens a batch; median of {rounds} interleaved rounds (minimum..maximum)"));
        report.Fact("operations counted: the linear layers only, so attention, norms and activations are overhead");
        report.Table(["what", "GFLOP/s", "tokens/s through these layers"],
        [
            ["plain ONNX Runtime fp32 product of the same shapes and rows", product.Text("0"), ""],
            [$"equal lengths ({Equal.Length} x {Equal[0]})", equal.Text("0"), new Sample(equals.Select(s => tokens / s)).Text("0")],
            [$"mixed lengths ({Mixed.Length}, {Mixed.Min()} to {Mixed.Max()})", mixed.Text("0"), new Sample(mixes.Select(s => tokens / s)).Text("0")],
        ]);
        report.Table(["ratio", "%", "target"],
        [
            ["mixed lengths to equal lengths", noLoss.Text("0"), "at least 90"],
            ["mixed lengths to the plain product", ofProduct.Text("0"), precision == "fp32" ? "at least 70" : ""],
        ]);
        report.Save();
    }

    private static IInferenceEngine Load(string folder, SyntheticDecoder decoder, string precision, int threads)
    {
        var checkpoint = Path.Combine(folder, "checkpoint");
        SyntheticCheckpoint.Write(checkpoint, decoder);
        var imported = CheckpointImporter.Import(new ImportOptions { Checkpoint = checkpoint, Models = folder, Name = "model", Precision = precision });
        return InferenceEngines.Load(ModelFolder.Open(imported.Folder), new InferenceOptions { Device = "cpu", Threads = threads });
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
        return 2 * ((tokens * d.Layers * queryKeyValue) + (((tokens * (d.Layers - 1)) + reads) * rest) + (reads * hidden * (hidden + 2)));
    }

    private static double Seconds(Func<TimeSpan> clock, Action action)
    {
        var started = clock();
        action();
        return (clock() - started).TotalSeconds;
    }

    private static string Option(string[] args, string name, string absent) =>
        args.SkipWhile(a => a != name).Skip(1).FirstOrDefault() ?? absent;

    private static int Option(string[] args, string name, int absent) =>
        int.Parse(Option(args, name, absent.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
