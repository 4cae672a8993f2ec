using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Bench;

/// <summary>
/// What heads cost by the number of positions they are read at: a two-layer classifier, two label tokens of a large vocabulary, and
/// the same with the softmax over all of it. One text, random weights; the heads are interleaved.
/// </summary>
internal static class HeadBench
{
    private const int Tokens = 512;
    private const int Vocabulary = 151_936; // Qwen2.5's

    private static readonly int[] Reads = [1, 8, 64, Tokens];
    private static readonly string[] Heads = [PackedGraph.ClassifierHead, PackedGraph.LabelTokensHead, PackedGraph.LabelLogProbabilityHead];

    /// <summary>
    /// Options: <c>--rounds n</c> (9), <c>--threads n</c> (all processors), <c>--wait seconds</c> (60) for a quiet machine, <c>--clock wall|cpu</c>:
    /// processor time says more on a busy machine, with one thread.
    /// </summary>
    public static async Task RunAsync(string[] args)
    {
        var rounds = Option(args, "--rounds", 9);
        var threads = Option(args, "--threads", Environment.ProcessorCount);
        var isCpu = args.SkipWhile(a => a != "--clock").Skip(1).FirstOrDefault() == "cpu";
        var folder = Directory.CreateTempSubdirectory("head-bench-").FullName;
        try
        {
            var engines = Array.ConvertAll(Heads, head => Load(folder, head, threads));
            await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(Option(args, "--wait", 60)));
            Measure(engines, rounds, threads, isCpu, string.Join(' ', args));
            Array.ForEach(engines, engine => engine.Dispose());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(IInferenceEngine[] engines, int rounds, int threads, bool isCpu, string options)
    {
        var seconds = Array.ConvertAll(engines, _ => Array.ConvertAll(Reads, _ => new List<double>()));
        var cpu = new CpuUse();
        for (var round = -1; round < rounds; round++)
        {
            for (var r = 0; r < Reads.Length; r++)
            {
                for (var e = 0; e < engines.Length; e++)
                {
                    var item = Item(Reads[r]);
                    var started = Now(isCpu);
                    engines[e].Run([item]);
                    if (round >= 0)
                        seconds[e][r].Add((Now(isCpu) - started).TotalSeconds);
                }
            }
        }

        Write(seconds, string.Create(CultureInfo.InvariantCulture, $"{threads} threads, {(isCpu ? "processor time" : "wall time")}, median of {rounds} interleaved rounds (minimum..maximum)"), options, cpu);
    }

    private static TimeSpan Now(bool isCpu) => isCpu ? Environment.CpuUsage.TotalTime : TimeProvider.System.GetElapsedTime(0);

    private static void Write(List<double>[][] seconds, string how, string options, CpuUse cpu)
    {
        var report = new Report("bench/results", "heads", "Heads by the number of reads", $"dotnet run -c Release --project bench -- heads {options}".TrimEnd());
        report.Others(cpu.OthersShare());
        report.Fact(string.Create(CultureInfo.InvariantCulture, $"2 layers of the 0.5B shape (hidden 896, 14/2 heads, 4,864), random weights, fp32; one text of {Tokens} tokens; vocabulary {Vocabulary} for the label heads; {how}"));
        report.Fact("the time is that of the whole run; from the attention of the last layer on, the layers, too, are computed at the reads only");
        report.Table(
            ["ms a run", .. Reads.Select(reads => $"{reads} reads")],
            Heads.Select((head, e) => (string[])[head, .. seconds[e].Select(s => new Sample(s.Select(x => x * 1e3)).Text("0.0"))]));
        report.Table(
            ["ms over the classifier", .. Reads.Select(reads => $"{reads} reads")],
            Enumerable.Range(1, Heads.Length - 1).Select(e => (string[])[Heads[e], .. Reads.Select((_, r) => new Sample(seconds[e][r].Zip(seconds[0][r], (a, b) => (a - b) * 1e3)).Text("0.0"))]));
        report.Note(Verdict(seconds));
        report.Save(options.Contains("--look", StringComparison.Ordinal));
    }

    // A head that were computed at every token would cost the last column's time at any number of reads.
    private static string Verdict(List<double>[][] seconds)
    {
        var ms = Array.ConvertAll(seconds, head => Array.ConvertAll(head, reads => 1e3 * new Sample(reads).Median));
        var text = string.Join("; ", Heads.Select((head, e) => string.Create(CultureInfo.InvariantCulture, $"{head} {ms[e][0]:0} instead of {ms[e][^1]:0}")));
        return $"Heads cost only the positions that are read. Were they (with what follows the last attention) computed at all {Tokens} tokens, one read would take what {Tokens} take; it takes, in ms: {text}.";
    }

    private static IInferenceEngine Load(string folder, string head, int threads)
    {
        var isLabels = head != PackedGraph.ClassifierHead;
        var checkpoint = Path.Combine(folder, isLabels ? "language" : "classifier");
        if (!Directory.Exists(checkpoint))
            SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder { IsLanguageModel = isLabels, Vocabulary = isLabels ? Vocabulary : 1024 });
        var imported = CheckpointImporter.Import(new ImportOptions
        {
            Checkpoint = checkpoint,
            Models = folder,
            Name = "model-" + head,
            Head = isLabels ? head : null,
            LabelIds = isLabels ? [10, 12] : null,
        });
        return InferenceEngines.Load(ModelFolder.Open(imported.Folder), new InferenceOptions { Device = "cpu", Threads = threads, PrefixCacheBytes = 0 });
    }

    private static InferenceItem Item(int reads)
    {
        var random = new Random(reads);
        return new InferenceItem
        {
            TokenIds = Enumerable.Range(0, Tokens).Select(_ => random.Next(1024)).ToArray(),
            ReadPositions = Enumerable.Range(1, reads).Select(i => (i * Tokens / reads) - 1).ToArray(),
            Output = new float[reads * 2],
        };
    }

    private static int Option(string[] args, string name, int absent) =>
        args.SkipWhile(a => a != name).Skip(1).FirstOrDefault() is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : absent;
}
