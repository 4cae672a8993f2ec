using RewardServer.Scoring.Layouts;

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

    /// <summary>Where an input that a client laid out itself is read; null when it cannot be.</summary>
    InputReading? Reading => null;

    /// <summary>How a chat that a client sends is rendered; null when the format is no chat.</summary>
    IChatLayout? Chat => null;

    /// <summary>The pieces of the input in order. Client text only ever stands in <see cref="TextPiece"/>s.</summary>
    IReadOnlyList<InputPiece> Layout(Trajectory trajectory);
}
