using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Implicit;

/// <summary>Turns solutions into the input of a language model: problem, then the steps on a line each, whose every token counts.</summary>
internal sealed class ImplicitEncoder(WrittenVocabulary vocabulary, int maxTokens)
{
    /// <summary>The layout trained for: problem, then the steps as they are, a line each.</summary>
    public static FormatManifest Format { get; } = new()
    {
        Name = TrajectoryFormats.EurusPrm,
        Layout = ChatLayouts.Raw,
        ProblemSuffix = "\n",
        StepPrefix = "",
        StepJoiner = "\n",
        StepSeparator = "\n",
    };

    private readonly TrajectoryEncoder encoder = vocabulary.Encoder(Format, RewardModelKind.Implicit, maxTokens);

    /// <summary>Ids, all tokens of the steps to predict, and the outcome as label of the last.</summary>
    public TrainingExample Create(LabelledTrajectory solution)
    {
        var encoded = Encode(solution);
        var start = encoded.StepTokens[0].Start;
        var predicted = encoded.Input.TokenIds.Skip(start).Select((id, i) => (start + i, id));
        return new TrainingExample(encoded.Input.TokenIds, [(encoded.Input.TokenIds.Length - 1, solution.IsRight ? 1 : 0)], [.. predicted]);
    }

    /// <summary>The first step that is no token of its own, as a lone number can be behind a full stop that is one token with its newline; null when every step is.</summary>
    public int? FindUnread(string problem, IReadOnlyList<string> steps)
    {
        if (Reads(steps.Count))
        {
            return null;
        }

        return Enumerable.Range(0, steps.Count - 1).Cast<int?>().FirstOrDefault(step => !Reads(step!.Value + 1)) ?? steps.Count - 1;

        bool Reads(int count) => encoder.Encode(new Trajectory(problem, [.. steps.Take(count)])).Error is not { Code: ScoringErrorCode.InvalidRequest };
    }

    /// <summary>Where each step ends, counted in predicted tokens.</summary>
    public int[] StepEnds(LabelledTrajectory solution)
    {
        var encoded = Encode(solution);
        return [.. encoded.StepTokens.Select(s => s.End - encoded.StepTokens[0].Start)];
    }

    private EncodedTrajectory Encode(LabelledTrajectory solution) => encoder.Encode(solution);
}
