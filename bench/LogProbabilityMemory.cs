using System.Diagnostics;
using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Bench;

/// <summary>
/// Peak memory of the log-probability of every token of a long input against a large vocabulary, above the weights. The scores of
/// all tokens for the whole vocabulary would take 2.5 GB; none of it may ever be held at once.
/// </summary>
internal static class LogProbabilityMemory
{
    private const int Tokens = 4096;
    private const int Large = 151_936;
    private const int Small = 1024;

    // The inner width of Qwen2.5-0.5B.
    private const int Width = 4864;

    private const string Child = "--child";

    /// <summary>Makes the model, then measures in a process of its own. Option: <c>--threads n</c> (all processors).</summary>
    public static async Task RunAsync(string[] args)
    {
        if (args is [Child, var path, var count])
        {
            Measure(path, int.Parse(count, CultureInfo.InvariantCulture));
            return;
        }
        var threads = args is ["--threads", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        List<Row> rows = [];
        foreach (var vocabulary in (int[])[Large, Small])
            rows.Add(await MeasureAsync(vocabulary, threads));
        Report(rows, threads);
    }

    private static async Task<Row> MeasureAsync(int vocabulary, int threads)
    {
        var folder = Directory.CreateTempSubdirectory("memory-bench-").FullName;
        try
        {
            return new(vocabulary, await MeasureApartAsync(Import(folder, vocabulary), threads));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Import(string folder, int vocabulary)
    {
        var checkpoint = Path.Combine(folder, "checkpoint");
        SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder { IntermediateSize = Width, Vocabulary = vocabulary, IsLanguageModel = true, MaxPositions = Tokens });
        return CheckpointImporter.Import(new ImportOptions { Checkpoint = checkpoint, Models = folder, Name = "model", Head = PackedGraph.TargetHead }).Folder;
    }

    private static async Task<long[]> MeasureApartAsync(string folder, int threads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["log-probability-memory", Child, folder, threads.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>Prints, in bytes: the weights' file, resident memory when loaded and warm, its peak, and milliseconds of the run.</summary>
    private static void Measure(string path, int threads)
    {
        var folder = ModelFolder.Open(path);
        using var engine = InferenceEngines.Load(folder, new InferenceOptions { Device = "cpu", Threads = threads });
        var random = new Random(1);
        int[] ids = [.. Enumerable.Range(0, Tokens).Select(_ => random.Next(folder.Manifest.Graph.Vocabulary))];
        var item = new InferenceItem
        {
            TokenIds = ids,
            ReadPositions = Enumerable.Range(0, Tokens - 1).ToArray(),
            Targets = ids.AsMemory(1),
            Output = new float[Tokens - 1],
        };
        var weights = folder.WeightFiles.Sum(file => new FileInfo(Path.Combine(path, file)).Length);
        var loaded = Status("VmRSS");
        var start = TimeProvider.System.GetTimestamp();
        engine.Run([item]);
        var elapsed = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{weights} {loaded} {Status("VmHWM")} {elapsed:0}"));
    }

    private static long Status(string key) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static void Report(List<Row> rows, int threads)
    {
        var report = new Report("bench/results", "log-probability-memory", "Memory of log-probabilities over a large vocabulary", "dotnet run -c Release --project bench -- log-probability-memory");
        report.Fact($"the log-probability of each of {Tokens} tokens; 2 layers of the 0.5B shape, fp32, {threads} threads; each measured in a process of its own (/proc/self/status)");
        report.Table(
            ["vocabulary", "weights, MB", "loaded and warm, MB", "peak, MB", "peak above the weights, MB", "above the loaded engine, MB", "seconds"],
            rows.Select(row => (string[])[
                $"{row.Vocabulary}", Megabytes(row.Weights), Megabytes(row.Loaded), Megabytes(row.Peak), $"**{Megabytes(row.Peak - row.Weights)}**",
                Megabytes(row.Peak - row.Loaded), (row.Milliseconds / 1000.0).ToString("0.0", CultureInfo.InvariantCulture)]));
        var head = rows[0].Peak - rows[0].Loaded - (rows[1].Peak - rows[1].Loaded);
        report.Note($"A vocabulary 148 times as large takes {Megabytes(head)} MB more; all scores at once would take {Megabytes((long)Tokens * Large * sizeof(float))}. The rest is the engine's: its blocks of keys and values, and the activations of one run ({new InferenceOptions().MaxBatchTokens} tokens; longer sequences are computed in several).");
        report.Save();
        if (rows.Exists(row => row.Peak - row.Weights >= 300_000_000))
            throw new InvalidOperationException("The peak must stay less than 300 MB above the weights.");
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture);

    private readonly record struct Row(int Vocabulary, long[] Numbers)
    {
        public long Weights => Numbers[0];

        public long Loaded => Numbers[1];

        public long Peak => Numbers[2];

        public long Milliseconds => Numbers[3];
    }
}
