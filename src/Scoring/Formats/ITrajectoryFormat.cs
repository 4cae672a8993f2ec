namespace RewardServer.Scoring.Formats;

/// <summary>
/// Lays a trajectory out as model input. Every name and id is resolved when it is created, so that laying out cannot fail.
/// Pure and thread-safe.
/// </summary>
public interface ITrajectoryFormat
{
    /// <summary>The name manifests use.</summary>
    string Name { get; }

    /// <summary>Where a whole response is split into steps when the request does not say; never empty.</summary>
    string StepSeparator { get; }

    /// <summary>Whether the head is read once a step (process) or once in all (outcome).</summary>
    bool ReadsEachStep { get; }

    /// <summary>The pieces of the input in order. Client text only ever stands in <see cref="TextPiece"/>s.</summary>
    IReadOnlyList<InputPiece> Layout(Trajectory trajectory);
}
