using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Runs;

/// <summary>Lays labelled trajectories out as the server does.</summary>
internal static class LabelledEncoding
{
    /// <summary>The model input of a trajectory.</summary>
    /// <exception cref="InvalidDataException">It does not fit the model; the message says where it stands and why.</exception>
    public static EncodedTrajectory Encode(this TrajectoryEncoder encoder, LabelledTrajectory trajectory) =>
        encoder.Encode(new Trajectory(trajectory.Problem, trajectory.Steps)).TryGet(out var encoded, out var error)
            ? encoded
            : throw new InvalidDataException($"{trajectory.Place ?? trajectory.Family}: {error.Message}");
}
