using System.Text;
using RewardServer.Measuring;
using RewardServer.Tokenization;

namespace RewardServer.Bench;

/// <summary>
/// Tokenizer throughput on ordinary text (GSM8K training problems) in pieces of the size client texts have, for one and two
/// threads; one word of a million letters; and loading.
/// </summary>
internal static class TokenizerBench
{
    private const int PieceLength = 4000;
    private const int Rounds = 7;
    private const int LongWord = 1_000_000;

    private static readonly string[] Names = ["qwen2.5", "gpt2", "mistral"];

    /// <summary>Measures the tokenizers of <c>../shared/data</c>, or of the folder named by the first argument.</summary>
    public static void Run(string[] args)
    {
        var data = args.Length > 0 ? args[0] : Path.Combine(Report.Repository, "..", "shared", "data");
        if (!Directory.Exists(Path.Combine(data, "tokenizers")))
        {
            Console.Error.WriteLine($"{data} has no tokenizers; name a folder with tokenizers/ and trajectories/gsm8k/train.jsonl.");
            return;
        }
        var text = File.ReadAllText(Path.Combine(data, "trajectories", "gsm8k", "train.jsonl"));
        var pieces = text.Chunk(PieceLength).Select(piece => new string(piece)).ToArray();
        var report = new Report("bench/results", "tokenizer", "Tokenizer throughput", "dotnet run -c Release --project bench -- tokenizer");
        var cpu = new CpuUse();
        List<string[]> rows = [.. Names.SelectMany(name => Rows(name, Path.Combine(data, "tokenizers", name), pieces))];

        report.Others(cpu.OthersShare());
        report.Fact($"{Megabytes(pieces):F1} MB of text in pieces of {PieceLength} characters; every thread encodes all of it; median of {Rounds} rounds with minimum and maximum; the last column counts processor seconds of all threads instead of the clock's");
        report.Table(["vocabulary", "what", "by the clock", "by processor time"], rows);
        report.Save();
    }

    private static IEnumerable<string[]> Rows(string name, string folder, string[] pieces)
    {
        var (loading, loadingTime) = Repeat(() => HuggingFaceTokenizer.Load(folder), seconds => seconds * 1e3);
        yield return [name, "load, ms", loading.Text("0"), loadingTime.Text("0")];
        var tokenizer = HuggingFaceTokenizer.Load(folder);
        foreach (var threads in new[] { 1, 2 })
        {
            foreach (var withSpans in new[] { false, true })
            {
                var (speed, perThread) = Repeat(() => EncodeOnThreads(tokenizer, pieces, threads, withSpans), seconds => Megabytes(pieces) * threads / seconds);
                yield return [name, $"{threads} thread(s){(withSpans ? " with spans" : "")}, MB/s in all", speed.Text("0.0"), perThread.Text("0.0")];
            }
        }
        yield return [name, "allocated, bytes a piece", AllocatedPerPiece(tokenizer, pieces).ToString("0"), ""];
        foreach (var (word, what) in new[] { (new string('a', LongWord), "equal"), (RandomWord(), "random") })
        {
            var (time, cpuTime) = Repeat(() => tokenizer.EncodeText(word, [], null), seconds => seconds * 1e3);
            yield return [name, $"one word of {LongWord:N0} {what} letters, ms", time.Text("0"), cpuTime.Text("0")];
        }
    }

    private static void EncodeOnThreads(HuggingFaceTokenizer tokenizer, string[] pieces, int threads, bool withSpans)
    {
        var running = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            // From places of their own, so that the threads are not at the same piece.
            var start = pieces.Length * i / threads;
            Encode(tokenizer, pieces.AsSpan(start..), withSpans);
            Encode(tokenizer, pieces.AsSpan(..start), withSpans);
        })).ToArray();
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());
    }

    private static void Encode(HuggingFaceTokenizer tokenizer, ReadOnlySpan<string> pieces, bool withSpans)
    {
        List<int> ids = [];
        List<(int Start, int End)> spans = [];
        foreach (var piece in pieces)
        {
            ids.Clear();
            spans.Clear();
            tokenizer.EncodeText(piece, ids, withSpans ? spans : null);
        }
    }

    private static double AllocatedPerPiece(HuggingFaceTokenizer tokenizer, string[] pieces)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Encode(tokenizer, pieces, withSpans: false);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)pieces.Length;
    }

    private static double Megabytes(string[] pieces) => pieces.Sum(piece => (double)Encoding.UTF8.GetByteCount(piece)) / 1e6;

    private static string RandomWord()
    {
        var random = new Random(7);
        return string.Create(LongWord, random, static (letters, r) =>
        {
            foreach (ref var letter in letters)
                letter = (char)('a' + r.Next(26));
        });
    }

    // Figures by the clock, and by the processor time of all threads, which neighbours disturb far less.
    private static (Sample Clock, Sample Processor) Repeat(Action action, Func<double, double> figure)
    {
        action(); // warm-up
        List<double> byClock = [], byProcessor = [];
        for (var round = 0; round < Rounds; round++)
        {
            var (start, used) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
            action();
            byClock.Add(figure(TimeProvider.System.GetElapsedTime(start).TotalSeconds));
            byProcessor.Add(figure((Environment.CpuUsage.TotalTime - used).TotalSeconds));
        }
        return (new Sample(byClock), new Sample(byProcessor));
    }
}
