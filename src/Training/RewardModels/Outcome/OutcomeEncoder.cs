using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Outcome;

/// <summary>Turns solutions into the input of an outcome reward model, read once, with the outcome as label.</summary>
internal sealed class OutcomeEncoder(WrittenVocabulary vocabulary, int maxTokens)
{
    /// <summary>The layout trained for: problem, steps on a line each, and a tag the value is read at.</summary>
    public static FormatManifest Format { get; } = new() { Name = TrajectoryFormats.Plain, StepTag = BpeVocabulary.StepTag, StepSeparator = "\n" };

    private readonly TrajectoryEncoder encoder = vocabulary.Encoder(Format, RewardModelKind.Outcome, maxTokens);
    private readonly NumberTargets numbers = new(vocabulary);

    /// <summary>Ids, the outcome, and the numbers to predict.</summary>
    public TrainingExample Create(LabelledTrajectory solution)
    {
        var encoded = encoder.Encode(solution);
        return new TrainingExample(encoded.Input.TokenIds, [(encoded.Input.ReadPositions[0], solution.IsRight ? 1 : 0)], [.. numbers.In(solution, encoded)]);
    }

    /// <summary>Ids alone, read for the value.</summary>
    public TrainingExample Create(string problem, IReadOnlyList<string> steps)
    {
        var encoded = encoder.Encode(new Trajectory(problem, steps)).Value;
        return new TrainingExample(encoded.Input.TokenIds, [(encoded.Input.ReadPositions[0], 0)], []);
    }
}
