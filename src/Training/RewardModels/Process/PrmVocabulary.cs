using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>The vocabulary of a run, and the serving code's own encoder over it: training and serving see the same ids.</summary>
internal sealed record PrmVocabulary(BpeVocabulary Pieces, ExampleEncoder Encoder)
{
    /// <summary>The layout trained for; the model folder's manifest must name the same.</summary>
    public static FormatManifest Format { get; } = new() { Name = TrajectoryFormats.Plain, StepTag = BpeVocabulary.StepTag };

    /// <summary>Learns a vocabulary from generated text and writes it to <paramref name="folder"/>.</summary>
    public static PrmVocabulary Create(PrmOptions options, string folder)
    {
        var mixture = TaskMixture.Training((ulong)options.Seed, options.Shares);
        var texts = Enumerable.Range(0, options.VocabularyTrajectories)
            .Select(_ => mixture.Next())
            .SelectMany(t => t.Steps.Prepend(t.Problem + "\n")); // the newline is the layout's, and merges with punctuation
        var pieces = BpeTrainer.Train(texts, options.VocabularySize);
        var written = WrittenVocabulary.Write(pieces, folder, options.Shape.MaxPositions);
        return new PrmVocabulary(pieces, new ExampleEncoder(written.Encoder(Format, RewardModelKind.Process, options.Shape.MaxPositions), new NumberTargets(written)));
    }
}
