using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Generation;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Tokenization;

namespace RewardServer.Bench;

/// <summary>
/// Tokens a second of texts that are generated at the same time, against one text alone: the same generator, rounds interleaved, every
/// text of full length. The model is the bundled verifier, or one of random weights in its shape while there is none.
/// </summary>
internal static class GenerationBench
{
    private const string Bundled = "arith-verifier";

    private static readonly int[] Companies = [1, 4, 16, 64];

    /// <summary>
    /// Options: <c>--rounds n</c> (9), <c>--tokens n</c> (128) a text, <c>--threads n</c> (all processors), <c>--wait seconds</c> (60) for
    /// a quiet machine, <c>--random true</c> for random weights although the bundled model is there, <c>--look true</c> to write no page.
    /// </summary>
    public static async Task RunAsync(string[] args)
    {
        var (rounds, tokens, threads) = (Option(args, "--rounds", 9), Option(args, "--tokens", 128), Option(args, "--threads", Environment.ProcessorCount));
        var temporary = Directory.CreateTempSubdirectory("generation-bench-").FullName;
        try
        {
            var bundled = Path.Combine(Report.Repository, "models", Bundled);
            var isBundled = Directory.Exists(bundled) && !args.Contains("--random");
            var folder = isBundled ? CopyModel(bundled, temporary) : RandomModel(temporary);
            var tokenizer = HuggingFaceTokenizer.Load(isBundled ? bundled : Path.Combine(Report.Repository, "models", "arith-prm"));
            await using var generator = TextGenerators.Load(folder, tokenizer, new InferenceOptions { Device = "cpu", Threads = threads });
            await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(Option(args, "--wait", 60)));
            var cpu = new CpuUse();
            var speeds = await MeasureAsync(generator, rounds, tokens);

            var report = new Report("bench/results", "generation", "Continuous batching", $"dotnet run -c Release --project bench -- generation {string.Join(' ', args)}".TrimEnd());
            report.Others(cpu.OthersShare());
            report.Fact(isBundled ? $"models/{Bundled}" : "random weights in the shape of the bundled verifier: hidden 128, feed-forward 384, 4 layers, 4/2 heads of 32, vocabulary 1,024, fp32");
            report.Fact(string.Create(CultureInfo.InvariantCulture, $"{threads} threads; {tokens} tokens a text behind a prompt of about 30, temperature 1, seeds of their own; prompts, tokenizing and detokenizing are in the time; median of {rounds} interleaved rounds (minimum..maximum)"));
            report.Table(
                ["texts at once", "tokens/s", "ms a step", "tokens/s over those of one text"],
                Companies.Select((company, i) => (string[])
                [
                    company.ToString(CultureInfo.InvariantCulture),
                    new Sample(speeds[i]).Text("0"),
                    new Sample(speeds[i].Select(speed => 1e3 * company / speed)).Text("0.00"),
                    new Sample(speeds[i].Zip(speeds[0], (many, one) => many / one)).Text("0.0"),
                ]));
            report.Note("Gate: 16 texts at once reach at least 8 times the tokens a second of one.");
            report.Save(args.Contains("--look"));
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static async Task<List<double>[]> MeasureAsync(ILocalTextGenerator generator, int rounds, int tokens)
    {
        var speeds = Array.ConvertAll(Companies, _ => new List<double>());
        for (var round = -2; round < rounds; round++)
        {
            for (var c = 0; c < Companies.Length; c++)
            {
                var started = TimeProvider.System.GetTimestamp();
                var texts = await Task.WhenAll(Enumerable.Range(0, Companies[c]).Select(i => generator.GenerateAsync(Request(i, round, tokens), CancellationToken.None)));
                var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                if (round >= 0)
                    speeds[c].Add(texts.Sum(text => text.Value!.GeneratedTokens) / seconds);
            }
        }

        return speeds;
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

    private static ModelFolder RandomModel(string parent)
    {
        var checkpoint = Path.Combine(parent, "checkpoint");
        SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder
        {
            IsLanguageModel = true,
            HiddenSize = 128,
            IntermediateSize = 384,
            Layers = 4,
            Heads = 4,
            KvHeads = 2,
            Vocabulary = 1024,
            MaxPositions = 1024,
        });
        var imported = CheckpointImporter.Import(new()
        {
            Checkpoint = checkpoint,
            Models = parent,
            Name = "random",
            Head = PackedGraph.NextTokenHead,
            Format = new() { Name = "chat", Layout = ChatLayouts.Raw },
        });
        return ModelFolder.Open(imported.Folder);
    }

    private static int Option(string[] args, string name, int absent) =>
        args.SkipWhile(a => a != name).Skip(1).FirstOrDefault() is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : absent;
}
