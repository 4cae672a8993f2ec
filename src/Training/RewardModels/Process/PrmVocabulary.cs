using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Data;
using RewardServer.Training.Runs;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>The vocabulary of a run, and the serving code's own encoder over it: training and serving see the same ids.</summary>
internal sealed record PrmVocabulary(BpeVocabulary Pieces, ExampleEncoder Encoder)
{
    /// <summary>The layout trained for; the model folder's manifest must name the same.</summary>
    public static FormatManifest Format { get; } = new() { Name = TrajectoryFormats.Plain, StepTag = BpeVocabulary.StepTag };

    /// <summary>What a run learns from.</summary>
    public static DataNeed Need(PrmOptions options) => options.SoftLabels ? DataNeed.StepValues : DataNeed.StepLabels;

    /// <summary>Takes the earlier run's vocabulary, or learns one from generated text, and writes it to <paramref name="folder"/>.</summary>
    public static PrmVocabulary Create(PrmOptions options, string folder) => Create(options, folder, new GeneratedData());

    /// <summary>Takes the earlier run's vocabulary, or learns one from the data's texts, and writes it to <paramref name="folder"/>.</summary>
    public static PrmVocabulary Create(PrmOptions options, string folder, ITrainingData data)
    {
        var pieces = options.Start is { } start ? TokenizerFiles.Read(start) : Learn(options, data);
        var written = WrittenVocabulary.Write(pieces, folder, options.Shape.MaxPositions);
        return new PrmVocabulary(pieces, new ExampleEncoder(written.Encoder(Format, RewardModelKind.Process, options.Shape.MaxPositions), new NumberTargets(written), options.SoftLabels));
    }

    private static BpeVocabulary Learn(PrmOptions options, ITrainingData data)
    {
        var draw = data.Draw(Need(options), options.Shares, (ulong)options.Seed);
        var texts = Enumerable.Range(0, options.VocabularyTrajectories)
            .SelectMany(_ => draw())
            .SelectMany(t => t.Steps.Prepend(t.Problem + "\n")); // the newline is the layout's, and merges with punctuation
        return BpeTrainer.Train(texts, options.VocabularySize);
    }
}
