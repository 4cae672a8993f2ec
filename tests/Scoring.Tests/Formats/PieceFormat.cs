using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Tests.Formats;

/// <summary>A layout written out in a test.</summary>
internal sealed class PieceFormat(Func<Trajectory, IEnumerable<InputPiece>> layout, bool readsEachStep = true) : ITrajectoryFormat
{
    public string Name => "test";

    public string StepSeparator => "\n\n";

    public bool ReadsEachStep => readsEachStep;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory) => [.. layout(trajectory)];
}
