using RewardServer.Scoring.Formats;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Runs;

/// <summary>The numbers of a trajectory's labelled steps that are worth predicting; see <see cref="PredictedTokens"/>.</summary>
internal sealed class NumberTargets(WrittenVocabulary vocabulary)
{
    private readonly PredictedTokens predicted = new(vocabulary.Pieces);

    /// <summary>Those of the steps that are right, and of the wrong ones whose correction is known, as (position, right token).</summary>
    public IEnumerable<(int Position, int Token)> In(LabelledTrajectory trajectory, EncodedTrajectory encoded) =>
        Enumerable.Range(0, trajectory.Steps.Count)
            .Where(i => trajectory.Labels[i] == true || (trajectory.Labels[i] == false && trajectory.Corrections[i] is not null))
            .SelectMany(i => In(trajectory, encoded, i));

    private IEnumerable<(int, int)> In(LabelledTrajectory trajectory, EncodedTrajectory encoded, int step)
    {
        var (start, end) = encoded.StepTokens[step];
        var correction = trajectory.Corrections[step] is { } text ? vocabulary.Encode(text) : null;
        return predicted.In(encoded.Input.TokenIds.AsMemory(start, end - start), start, correction, trajectory.Family == EquationDrill.FamilyName);
    }
}
