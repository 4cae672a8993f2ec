using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Onnx;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Measuring;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Bench;

/// <summary>
/// The attention operator alone, on the heads of the 0.5B shape: what a token costs as sequences get long, and how near the operator comes
/// to the rate of a plain matrix product. 4,096 tokens a run, at each length.
/// </summary>
internal static class AttentionBench
{
    private const int Tokens = 4096;
    private const int Heads = 14;
    private const int KvHeads = 2;
    private const int HeadDim = 64;
    private const int RunsPerRound = 3;

    private static readonly int[] Lengths = [128, 512, 1024, 2048, 4096];

    /// <summary>Options: <c>--rounds n</c> (7), <c>--threads n</c> (all processors), <c>--wait seconds</c> (60), <c>--print</c>: write no page.</summary>
    public static async Task RunAsync(string[] args)
    {
        var rounds = Options.Integer(args, "--rounds", 7);
        var threads = Options.Integer(args, "--threads", Environment.ProcessorCount);
        await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(Options.Integer(args, "--wait", 60)));
        using var attention = new Attention(threads);
        using var product = new PlainProducts(rows: 2048, threads, (2048, 2048));
        var seconds = Lengths.ToDictionary(length => length, _ => new List<double>());
        List<double> products = [];
        var cpu = new CpuUse();
        for (var round = -1; round < rounds; round++)
        {
            var productTime = Seconds(product.Run);
            var times = Lengths.Select(length => Seconds(() => attention.Run(length))).ToArray();
            if (round < 0)
                continue; // the first round is the warm-up
            products.Add(product.Operations / productTime / 1e9);
            for (var i = 0; i < times.Length; i++)
                seconds[Lengths[i]].Add(times[i]);
        }

        Write(args, rounds, threads, cpu, products, seconds);
    }

    private static void Write(string[] args, int rounds, int threads, CpuUse cpu, List<double> products, Dictionary<int, List<double>> seconds)
    {
        var report = new Report("bench/results", "attention", "Attention operator, fp32", $"dotnet run -c Release --project bench -- attention {string.Join(' ', args)}".TrimEnd());
        report.Others(cpu.OthersShare());
        report.Fact(string.Create(CultureInfo.InvariantCulture, $"one layer of the 0.5B shape ({Heads}/{KvHeads} heads of {HeadDim}), {Tokens} tokens a run in sequences of one length, {threads} threads; median of {rounds} interleaved rounds (minimum..maximum)"));
        report.Fact("operations counted: 4 x head size for each head and each key a token sees (causal), so the softmax and the cache are overhead");
        report.Fact($"plain ONNX Runtime fp32 product, 2048 x 2048 x 2048: {new Sample(products).Text("0")} GFLOP/s");
        report.Table(["sequence length", "tokens/s, one layer", "tokens/s, 24 layers", "GFLOP/s", "% of the plain product"], Lengths.Select(length =>
        {
            var operations = Operations(length);
            var rates = seconds[length].ConvertAll(s => operations / s / 1e9);
            return new[]
            {
                length.ToString(CultureInfo.InvariantCulture),
                new Sample(seconds[length].Select(s => Tokens / s)).Text("0"),
                new Sample(seconds[length].Select(s => Tokens / s / 24)).Text("0"),
                new Sample(rates).Text("0"),
                new Sample(rates.Zip(products, (r, p) => r / p * 100)).Text("0"),
            };
        }));
        report.Save(printOnly: args.Contains("--print"));
    }

    private static double Operations(int length) => Tokens / length * (4.0 * HeadDim * Heads * length * (length + 1) / 2);

    private static double Seconds(Action action)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < RunsPerRound; i++)
            action();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds / RunsPerRound;
    }

    /// <summary>A graph of one attention node, with caches of its own.</summary>
    private sealed class Attention : IDisposable
    {
        private static readonly string[] Inputs = ["query", "key", "value", "key_cache", "value_cache", "starts", "past", "table", "cosines", "sines"];

        private readonly RunOptions _runOptions = new();
        private readonly InferenceSession _session;
        private readonly Dictionary<string, OrtValue> _fixed;
        private readonly OrtValue _output = Value(new float[Tokens * Heads * HeadDim], Tokens, Heads * HeadDim);
        private readonly Dictionary<int, OrtValue[]> _lengths = [];

        public Attention(int threads)
        {
            const int blocks = Tokens / PackedGraph.BlockSize;
            using var options = new SessionOptions { IntraOpNumThreads = threads };
            OperatorDomain.Register(options);
            _session = new InferenceSession(Graph(), options);
            float[] angles = Numbers(Tokens * HeadDim / 2);
            _fixed = new Dictionary<string, OrtValue>
            {
                ["query"] = Value(Numbers(Tokens * Heads * HeadDim), Tokens, Heads * HeadDim),
                ["key"] = Value(Numbers(Tokens * KvHeads * HeadDim), Tokens, KvHeads * HeadDim),
                ["value"] = Value(Numbers(Tokens * KvHeads * HeadDim), Tokens, KvHeads * HeadDim),
                ["key_cache"] = Value(new float[Tokens * KvHeads * HeadDim], blocks, PackedGraph.BlockSize, KvHeads, HeadDim),
                ["value_cache"] = Value(new float[Tokens * KvHeads * HeadDim], blocks, PackedGraph.BlockSize, KvHeads, HeadDim),
                ["cosines"] = Value(angles, Tokens, HeadDim / 2),
                ["sines"] = Value(angles, Tokens, HeadDim / 2),
            };
            foreach (var length in Lengths)
                _lengths[length] = Sequences(length);
        }

        public void Run(int length)
        {
            var sequences = _lengths[length];
            OrtValue[] values = [_fixed["query"], _fixed["key"], _fixed["value"], _fixed["key_cache"], _fixed["value_cache"], .. sequences, _fixed["cosines"], _fixed["sines"]];
            _session.Run(_runOptions, Inputs, values, ["output"], [_output]);
        }

        public void Dispose()
        {
            _session.Dispose();
            foreach (var value in _fixed.Values.Concat(_lengths.Values.SelectMany(v => v)).Append(_output))
                value.Dispose();
            _runOptions.Dispose();
        }

        // Starts, past lengths and block table.
        private static OrtValue[] Sequences(int length)
        {
            var (count, blocks) = (Tokens / length, length / PackedGraph.BlockSize);
            return
            [
                Value(Enumerable.Range(0, count + 1).Select(i => i * length).ToArray(), count + 1),
                Value(new int[count], count),
                Value(Enumerable.Range(0, count * blocks).ToArray(), count, blocks),
            ];
        }

        private static OrtValue Value<T>(T[] values, params long[] shape)
            where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, shape);

        private static float[] Numbers(int count)
        {
            var random = new Random(count);
            return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        }

        private static byte[] Graph() => new GraphWriter()
            .Input("query", GraphWriter.Float, -1, Heads * HeadDim)
            .Input("key", GraphWriter.Float, -1, KvHeads * HeadDim)
            .Input("value", GraphWriter.Float, -1, KvHeads * HeadDim)
            .Input("key_cache", GraphWriter.Float, -1, -1, KvHeads, HeadDim)
            .Input("value_cache", GraphWriter.Float, -1, -1, KvHeads, HeadDim)
            .Input("starts", GraphWriter.Int32, -1)
            .Input("past", GraphWriter.Int32, -1)
            .Input("table", GraphWriter.Int32, -1, -1)
            .Input("cosines", GraphWriter.Float, -1, HeadDim / 2)
            .Input("sines", GraphWriter.Float, -1, HeadDim / 2)
            .Node(PackedGraph.PagedAttention, PackedGraph.OperatorDomain, Inputs, ["output"], ("num_heads", (long)Heads), ("kv_num_heads", (long)KvHeads), ("do_rotary", 1L))
            .Output("output", GraphWriter.Float, -1, Heads * HeadDim)
            .ToModel();
    }
}
