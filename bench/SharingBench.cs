using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Bench;

/// <summary>
/// What computing a common beginning once is worth, on layers of the 0.5B shape with random weights: 16 candidates of one problem against
/// the same without sharing, and a beam that is scored at each step against scoring its final texts in one shot. Every round has new
/// tokens, so that nothing is known from the round before.
/// </summary>
internal static class SharingBench
{
    private const int Layers = 4;
    private const int Candidates = 16;
    private const int Problem = 512;
    private const int Own = 256;
    private const int Beams = 8;
    private const int Steps = 10;
    private const int Step = 32;
    private const int BeamProblem = 128;

    /// <summary>Options: <c>--rounds n</c> (5), <c>--threads n</c> (all processors), <c>--precision fp32|int8</c>, <c>--wait seconds</c> (60) for a quiet machine.</summary>
    public static async Task RunAsync(string[] args)
    {
        var (rounds, threads, precision) = (int.Parse(Option(args, "--rounds", "5"), CultureInfo.InvariantCulture), int.Parse(Option(args, "--threads", "0"), CultureInfo.InvariantCulture), Option(args, "--precision", "fp32"));
        var root = Directory.CreateTempSubdirectory("sharing-bench-").FullName;
        try
        {
            await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(int.Parse(Option(args, "--wait", "60"), CultureInfo.InvariantCulture)));
            Measure(Import(root, precision), precision, rounds, threads);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Measure(ModelFolder folder, string precision, int rounds, int threads)
    {
        using var sharing = Load(folder, threads, prefixCacheBytes: 512L << 20);
        using var plain = Load(folder, threads, prefixCacheBytes: 0);
        List<double> shared = [], unshared = [], growing = [], oneShot = [];
        var (computed, grown, shot) = (0, 0, 0);
        var cpu = new CpuUse();
        for (var round = -1; round < rounds; round++)
        {
            var random = new Random(round);
            var problem = Tokens(random, Problem);
            InferenceItem[] candidates = [.. Enumerable.Range(0, Candidates).Select(_ => Item([.. problem, .. Tokens(random, Own)], Problem + (Own / 2) - 1))];
            var beams = Beam(random);
            double s = Seconds(() => sharing.Run(candidates)), u = Seconds(() => plain.Run([.. candidates.Select(c => Item(c.TokenIds.ToArray(), Problem + (Own / 2) - 1))]));
            computed = candidates.Sum(item => item.ComputedTokens);
            double g = Seconds(() => grown = Grow(sharing, beams));
            var others = Beam(random); // of the same lengths, for the first ones are known now
            double o = Seconds(() => shot = Shoot(sharing, others));
            if (round < 0)
                continue; // the first round is the warm-up
            shared.Add(s);
            unshared.Add(u);
            growing.Add(g);
            oneShot.Add(o);
        }

        Write(precision, rounds, threads, cpu, (shared, unshared, computed), (growing, oneShot, grown, shot));
    }

    private static void Write(
        string precision, int rounds, int threads, CpuUse cpu,
        (List<double> Shared, List<double> Unshared, int Computed) best,
        (List<double> Growing, List<double> OneShot, int Grown, int Shot) beam)
    {
        const double asked = Candidates * (Problem + Own);
        const double ideal = asked / (Problem + (Candidates * Own));
        var gain = new Sample(best.Unshared.Zip(best.Shared, (u, s) => u / s));
        var report = new Report("bench/results", $"sharing-{precision}", $"Common beginnings, {precision}", $"dotnet run -c Release --project bench -- sharing --precision {precision}");
        report.Others(cpu.OthersShare());
        report.Fact(string.Create(CultureInfo.InvariantCulture, $"{Layers} layers of the 0.5B shape, random weights, {(threads == 0 ? Environment.ProcessorCount : threads)} threads; median of {rounds} interleaved rounds (minimum..maximum), new tokens in each"));
        report.Table([$"best of {Candidates}: problem {Problem}, candidates {Own} tokens", "tokens computed", "tokens asked a second"],
        [
            ["without sharing", $"{asked:0}", new Sample(best.Unshared.Select(s => asked / s)).Text("0")],
            ["sharing", $"{best.Computed}", new Sample(best.Shared.Select(s => asked / s)).Text("0")],
        ]);
        report.Table(["ratio", "measured", "target"],
        [
            ["sharing to without", gain.Text(), string.Create(CultureInfo.InvariantCulture, $"90 % of the ideal {ideal:0.00} is {0.9 * ideal:0.00}")],
            ["of the ideal, %", new Sample(best.Unshared.Zip(best.Shared, (u, s) => u / s / ideal * 100)).Text("0"), "at least 90"],
        ]);
        report.Table([$"beam of {Beams}: problem {BeamProblem}, {Steps} steps of {Step} tokens", "tokens computed", "seconds"],
        [
            ["final texts in one shot", $"{beam.Shot}", new Sample(beam.OneShot).Text()],
            ["scored at each step", $"{beam.Grown}", new Sample(beam.Growing).Text()],
        ]);
        report.Table(["ratio", "measured", "target"],
            [["each step to one shot", new Sample(beam.Growing.Zip(beam.OneShot, (g, o) => g / o)).Text(), "below 1.3"]]);
        report.Save();
    }

    private static int[][] Beam(Random random)
    {
        var problem = Tokens(random, BeamProblem);
        return [.. Enumerable.Range(0, Beams).Select(_ => (int[])[.. problem, .. Tokens(random, Steps * Step)])];
    }

    private static int Grow(IInferenceEngine engine, int[][] beams)
    {
        var computed = 0;
        for (var step = 1; step <= Steps; step++)
        {
            InferenceItem[] items = [.. beams.Select(beam => Item(beam[..(BeamProblem + (step * Step))]))];
            engine.Run(items);
            computed += items.Sum(item => item.ComputedTokens);
        }

        return computed;
    }

    private static int Shoot(IInferenceEngine engine, int[][] beams)
    {
        InferenceItem[] items = [.. beams.Select(beam => Item(beam, [.. Enumerable.Range(1, Steps - 1).Select(step => BeamProblem + (step * Step) - 1)]))];
        engine.Run(items);
        return items.Sum(item => item.ComputedTokens);
    }

    private static InferenceItem Item(int[] tokens, params int[] reads) => new()
    {
        TokenIds = tokens,
        ReadPositions = (int[])[.. reads, tokens.Length - 1],
        Output = new float[(reads.Length + 1) * 2],
    };

    private static int[] Tokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1024))];

    private static IInferenceEngine Load(ModelFolder folder, int threads, long prefixCacheBytes) =>
        InferenceEngines.Load(folder, new InferenceOptions { Device = "cpu", Threads = threads, PrefixCacheBytes = prefixCacheBytes });

    private static ModelFolder Import(string root, string precision)
    {
        var checkpoint = Path.Combine(root, "checkpoint");
        SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder { Layers = Layers });
        return ModelFolder.Open(CheckpointImporter.Import(new ImportOptions { Checkpoint = checkpoint, Models = root, Name = "model", Precision = precision }).Folder);
    }

    private static double Seconds(Action action)
    {
        var started = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static string Option(string[] args, string name, string absent) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault() ?? absent;
}
