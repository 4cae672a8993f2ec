using RewardServer.Scoring.Formats;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Process;

/// <summary>Turns trajectories into model input through the serving code's own layout and tokenizer.</summary>
internal sealed class ExampleEncoder(TrajectoryEncoder encoder, NumberTargets numbers, bool softLabels)
{
    /// <summary>Ids, labels and tokens to predict.</summary>
    public TrainingExample Create(LabelledTrajectory trajectory)
    {
        var encoded = Encode(trajectory);
        var labels = softLabels ? trajectory.Values : trajectory.Labels.Select(label => label is null ? (float?)null : label == true ? 1 : 0);
        var reads = labels
            .Select((label, i) => (Position: encoded.Input.ReadPositions[i], Label: label))
            .Where(r => r.Label is not null)
            .Select(r => (r.Position, r.Label!.Value));
        return new TrainingExample(encoded.Input.TokenIds, [.. reads], [.. numbers.In(trajectory, encoded)]);
    }

    /// <summary>The model input of a trajectory; throws when it is longer than the model's maximum.</summary>
    public EncodedTrajectory Encode(LabelledTrajectory trajectory) => encoder.Encode(trajectory);
}
