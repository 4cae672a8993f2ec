using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Readouts;
using RewardServer.Tokenization;
using RewardServer.Training.Evaluation;

namespace RewardServer.Bench;

/// <summary>
/// How far int8 scores lie from fp32 scores: the bundled models on the held-out chains they are measured on, and a model of the 0.5B shape
/// with random weights on random tokens. Exact; nothing is timed.
/// </summary>
internal static class PrecisionBench
{
    private const int ChainsPerFamily = 250;

    // The folders were made with other operators for the activation: the last bits differ.
    private const float SameWithin = 1e-4f;

    private const int RandomTexts = 24;
    private const int RandomTokens = 192;

    /// <summary>Options: <c>--layers n</c> (24) of the 0.5B shape, <c>--print</c>: write no page.</summary>
    public static Task RunAsync(string[] args)
    {
        var layers = Options.Integer(args, "--layers", 24);
        var report = new Report("bench/results", "precision", "Scores in int8 against fp32", $"dotnet run -c Release --project bench -- precision {string.Join(' ', args)}".TrimEnd());
        report.Fact($"bundled models: their {4 * ChainsPerFamily} held-out chains ({ChainsPerFamily} a family); the checkpoint is put together again from the fp32 folder, whose scores its fp32 import repeats within 1e-4");
        report.Fact(string.Create(CultureInfo.InvariantCulture, $"0.5B shape: {layers} layers, random weights, {RandomTexts} texts of {RandomTokens} random tokens, read at every fourth; score = softmax of two labels. Random weights judge nothing: their labels lie close together and no training has made them sturdy"));
        report.Table(
            ["model", "scores", "mean error", "95 % below", "largest error", "on the other side of 0.5", "correlation"],
            [Bundled("arith-prm").Row("arith-prm, P(right) of a step"), Bundled("arith-orm").Row("arith-orm, value of a response"), Random(layers).Row("0.5B shape, random weights")]);
        report.Save(printOnly: args.Contains("--print"));
        return Task.CompletedTask;
    }

    private static ScoreErrors Bundled(string name)
    {
        using var folder = new ScratchFolder();
        var bundled = ModelFolder.Open(Path.Combine(Report.Repository, "models", name));
        BundledCheckpoint.Write(bundled, folder["checkpoint"]);
        var texts = Texts(bundled.Manifest, Path.Combine(Report.Repository, "models", name));
        var readout = TrajectoryReadouts.Create(bundled.Manifest);
        float[] Scores(ModelFolder model)
        {
            using var engine = InferenceEngines.Load(model, new InferenceOptions { Device = "cpu" });
            return [.. texts.SelectMany(text => readout.Read(Outputs(engine, text.Input.TokenIds, text.Input.ReadPositions), text.RowEnds).Value)];
        }

        float[] original = Scores(bundled), single = Scores(Import(folder, bundled.Manifest, "fp32"));
        if (original.Zip(single, (o, s) => Math.Abs(o - s)).Max() > SameWithin)
            throw new InvalidOperationException($"The checkpoint put together from {name} does not repeat its scores; look at BundledCheckpoint.");
        return new ScoreErrors(single, Scores(Import(folder, bundled.Manifest, "int8")));
    }

    private static ScoreErrors Random(int layers)
    {
        using var folder = new ScratchFolder();
        var decoder = new SyntheticDecoder { Layers = layers };
        SyntheticCheckpoint.Write(folder["checkpoint"], decoder);
        int[] positions = [.. Enumerable.Range(0, RandomTokens / 4).Select(i => (4 * i) + 3)];
        float[] Scores(string precision)
        {
            var random = new Random(1);
            using var engine = InferenceEngines.Load(Import(folder, null, precision), new InferenceOptions { Device = "cpu" });
            return [.. Enumerable.Range(0, RandomTexts)
                .Select(_ => Outputs(engine, [.. Enumerable.Range(0, RandomTokens).Select(_ => random.Next(decoder.Vocabulary))], positions))
                .SelectMany(o => Enumerable.Range(0, positions.Length).Select(i => 1 / (1 + MathF.Exp(o[2 * i] - o[(2 * i) + 1]))))];
        }

        return new ScoreErrors(Scores("fp32"), Scores("int8"));
    }

    private static ModelFolder Import(ScratchFolder folder, RewardModelManifest? like, string precision) => ModelFolder.Open(CheckpointImporter.Import(new ImportOptions
    {
        Checkpoint = folder["checkpoint"],
        Models = folder["models"],
        Name = precision,
        Precision = precision,
        Format = like?.Format,
        Kind = like?.Kind,
        Readout = like?.Readout,
        MaxTokens = like?.MaxTokens,
    }).Folder);

    private static EncodedTrajectory[] Texts(RewardModelManifest manifest, string folder)
    {
        var tokenizer = HuggingFaceTokenizer.Load(folder);
        var format = TrajectoryFormats.Create(manifest.Format, manifest.Kind, tokenizer.EncodeText, tokenizer.FindToken);
        var encoder = new TrajectoryEncoder(format, tokenizer.EncodeText, manifest.MaxTokens);
        return [.. HeldOutSet.Create(ChainsPerFamily).Select(chain => encoder.Encode(new Trajectory(chain.Problem, chain.Steps)).Value)];
    }

    private static float[] Outputs(IInferenceEngine engine, int[] tokens, int[] positions)
    {
        var output = new float[positions.Length * engine.OutputWidth];
        var item = new InferenceItem { TokenIds = tokens, ReadPositions = positions, Output = output };
        engine.Run([item]);
        return item.Error is null ? output : throw new InvalidOperationException($"A text could not be scored: {item.Error}");
    }
}
