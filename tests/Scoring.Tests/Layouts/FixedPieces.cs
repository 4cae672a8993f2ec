using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Tests.Layouts;

/// <summary>Encodes pieces that a test has in hand: a format that lays everything out the same.</summary>
internal sealed class FixedPieces(IReadOnlyList<InputPiece> pieces) : ITrajectoryFormat
{
    public string Name => "fixed";

    public string StepSeparator => "\n";

    public bool ReadsEachStep => false;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory) => [.. pieces, new ReadPiece(0)];

    public static int[] Encode(IReadOnlyList<InputPiece> pieces, EncodeText encode) =>
        new TrajectoryEncoder(new FixedPieces(pieces), encode, int.MaxValue).Encode(new("problem", ["step"])).Value.Input.TokenIds;
}
