using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels;

/// <summary>Turns trajectories into model input through the serving code's own layout and tokenizer.</summary>
internal sealed class ExampleEncoder(TrajectoryEncoder encoder, EncodeText tokenizer, PredictedTokens predicted)
{
    /// <summary>Ids, labels and tokens to predict.</summary>
    public TrainingExample Create(LabelledTrajectory trajectory)
    {
        var encoded = Encode(trajectory);
        List<(int, int)> reads = [], targets = [];
        for (var i = 0; i < trajectory.Steps.Count; i++)
        {
            if (trajectory.Labels[i] is not { } isRight)
            {
                continue;
            }

            reads.Add((encoded.Input.ReadPositions[i], isRight ? 1 : 0));
            if (isRight || trajectory.Corrections[i] is not null)
            {
                targets.AddRange(Predicted(trajectory, encoded, i));
            }
        }

        return new TrainingExample(encoded.Input.TokenIds, [.. reads], [.. targets]);
    }

    /// <summary>The model input of a trajectory; throws when it is longer than the model's maximum.</summary>
    public EncodedTrajectory Encode(LabelledTrajectory trajectory) => encoder.Encode(new Trajectory(trajectory.Problem, trajectory.Steps)).Value;

    private IEnumerable<(int, int)> Predicted(LabelledTrajectory trajectory, EncodedTrajectory encoded, int step)
    {
        var (start, end) = encoded.StepTokens[step];
        List<int>? correction = null;
        if (trajectory.Corrections[step] is { } text)
        {
            tokenizer(text, correction = [], null);
        }

        return predicted.In(encoded.Input.TokenIds.AsMemory(start, end - start), start, correction, trajectory.Family == EquationDrill.FamilyName);
    }
}
