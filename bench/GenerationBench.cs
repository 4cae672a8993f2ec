using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Generation;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Tokenization;

namespace RewardServer.Bench;

/// <summary>
/// Tokens a second of texts that the bundled verifier writes at the same time, against one text alone: the same generator, rounds
/// interleaved, every text of full length. Beside it what the matrix products of a step take by themselves: what no way of batching could beat.
/// </summary>
internal static class GenerationBench
{
    private const string Bundled = "arith-verifier";
    private const int ProductRepeats = 50;
    private const int WarmUpRounds = 6; // until the runtime has compiled everything for good

    private static readonly int[] Companies = [1, 4, 16, 64];

    // The bundled verifier's layer (src/Training/Models/ModelShape.cs) and head.
    private static readonly (int, int)[] Layer = [(128, 128), (128, 64), (128, 64), (128, 128), (128, 384), (128, 384), (384, 128)];

    /// <summary>
    /// Options: <c>--rounds n</c> (9), <c>--tokens n</c> (128) a text, <c>--threads n</c> (all processors), <c>--wait seconds</c> (60) for
    /// a quiet machine, <c>--look</c> to write no page.
    /// </summary>
    public static async Task RunAsync(string[] args)
    {
        var (rounds, tokens, threads) = (Options.Integer(args, "--rounds", 9), Options.Integer(args, "--tokens", 128), Options.Integer(args, "--threads", Environment.ProcessorCount));
        var temporary = Directory.CreateTempSubdirectory("generation-bench-").FullName;
        try
        {
            var bundled = Path.Combine(Report.Repository, "models", Bundled);
            var folder = CopyModel(bundled, temporary);
            await using var generator = TextGenerators.Load(folder, HuggingFaceTokenizer.Load(bundled), new InferenceOptions { Device = "cpu", Threads = threads });
            var products = Array.ConvertAll(Companies, company => Products(folder.Manifest.Graph, company, threads));
            await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(Options.Integer(args, "--wait", 60)));
            var cpu = new CpuUse();
            var results = await MeasureAsync(generator, products, rounds, tokens);

            var report = new Report("bench/results", "generation", "Continuous batching", $"dotnet run -c Release --project bench -- generation {string.Join(' ', args)}".TrimEnd());
            report.Others(cpu.OthersShare());
            report.Fact(string.Create(CultureInfo.InvariantCulture, $"models/{Bundled}; {threads} threads; {tokens} tokens a text behind a prompt of about 30, temperature 1, seeds of their own; tokenizing and detokenizing are in the time; median of {rounds} interleaved rounds (minimum..maximum)"));
            Write(report, results);
            report.Save(args.Contains("--look"));
            Array.ForEach(products, product => product.Dispose());
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Write(Report report, Results results)
    {
        report.Table(
            ["texts at once", "tokens/s with prompts", "decoding, tokens/s", "decoding, ms a step", "products alone, ms a step", "decoding over that of one text"],
            Companies.Select((company, i) => (string[])
            [
                company.ToString(CultureInfo.InvariantCulture),
                new Sample(results.Speeds[i]).Text("0"),
                new Sample(results.Decoding[i]).Text("0"),
                new Sample(results.Decoding[i].Select(speed => 1e3 * company / speed)).Text(),
                new Sample(results.Ideals[i]).Text(),
                new Sample(results.Decoding[i].Zip(results.Decoding[0], (many, one) => many / one)).Text("0.0"),
            ]));
        report.Note("Decoding: the time of whole texts less that of their prompts and first tokens. Products alone: the matrix products of a step as ONNX Runtime computes them in a graph of nothing else, with one thread for its share of the texts.");
        report.Note("Gate: 16 texts at once reach at least 8 times the tokens a second of one.");
    }

    private static List<double>[] Lists() => Array.ConvertAll(Companies, _ => new List<double>());

    // A thread's share of the texts: the model is so small that each thread has a loop of its own.
    private static PlainProducts Products(GraphManifest graph, int company, int threads) =>
        new((company + threads - 1) / threads, threads: 1, [.. Enumerable.Repeat(Layer, graph.Layers).SelectMany(layer => layer), (128, graph.Vocabulary)]);

    private static async Task<Results> MeasureAsync(ILocalTextGenerator generator, PlainProducts[] products, int rounds, int tokens)
    {
        List<double>[] speeds = Lists(), decoding = Lists(), ideals = Lists();
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            for (var c = 0; c < Companies.Length; c++)
            {
                // A text of one token is its prompt; what a longer one takes beyond it is decoding.
                var first = await SecondsAsync(generator, Companies[c], round, tokens: 1);
                var seconds = await SecondsAsync(generator, Companies[c], round, tokens);
                var ideal = MillisecondsOf(products[c]);
                if (round < 0)
                    continue;
                speeds[c].Add(Companies[c] * tokens / seconds);
                decoding[c].Add(Companies[c] * (tokens - 1) / (seconds - first));
                ideals[c].Add(ideal);
            }
        }

        return new(speeds, decoding, ideals);
    }

    private static async Task<double> SecondsAsync(ILocalTextGenerator generator, int company, int round, int tokens)
    {
        var started = TimeProvider.System.GetTimestamp();
        var texts = await Task.WhenAll(Enumerable.Range(0, company).Select(i => generator.GenerateAsync(Request(i, round, tokens), CancellationToken.None)));
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return texts.All(text => text.Value?.GeneratedTokens == tokens) ? seconds : throw new InvalidOperationException("A text is not of full length.");
    }

    private static double MillisecondsOf(PlainProducts products)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < ProductRepeats; i++)
            products.Run();
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds / ProductRepeats;
    }

    private static GenerationRequest Request(int i, int round, int tokens) => new()
    {
        Messages = [ChatMessage.Of(ChatRole.User, $"Compute {37 + i} * {12 + i} + {i}.\nStep 1: {37 + i} * {12 + i} = {(37 + i) * (12 + i)}\nCheck:\n")],
        Sampling = new() { Temperature = 1, Seed = (ulong)((round * 1000) + i), MaxTokens = tokens },
        StopStrings = ["never to be written"],
    };

    // Without tokens that end a message: all texts are of the same length.
    private static ModelFolder CopyModel(string source, string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, Bundled)).FullName;
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var manifest = ModelFolder.Open(folder).Manifest;
        File.WriteAllBytes(Path.Combine(folder, RewardModelManifest.FileName), ManifestJson.Write(manifest with { Generation = (manifest.Generation ?? new()) with { EndIds = [] } }));
        return ModelFolder.Open(folder);
    }

    /// <summary>Of each company, by round: tokens a second with prompts, without them, and milliseconds of a step's products.</summary>
    private sealed record Results(List<double>[] Speeds, List<double>[] Decoding, List<double>[] Ideals);
}
