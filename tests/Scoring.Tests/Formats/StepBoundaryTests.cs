using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Tests.Formats;

public class StepBoundaryTests
{
    private static readonly Trajectory Two = new("pq", ["x\n", "y"]);

    /// <summary>The steps joined by an empty line as one text; each step's tokens end where it does.</summary>
    private static PieceFormat Joined(int first = 0, int offset = 0) => new(trajectory =>
    [
        new TokenPiece(5), new TextPiece(trajectory.Problem, TextPiece.Problem), new TokenPiece(6), new StepBoundaryPiece(StepBoundaryPiece.Start, first),
        .. trajectory.Steps.SelectMany((step, i) => (InputPiece[])
        [
            .. i == 0 ? (InputPiece[])[] : [new TextPiece("\n\n")], new TextPiece(step, i), new StepBoundaryPiece(i, offset),
        ]),
        new TokenPiece(7),
    ]);

    private static TrajectoryEncoder Encoder(ITrajectoryFormat format, int maxTokens = 100) => new(format, FakeTokenizer.Encode, maxTokens);

    [Fact]
    public void Every_token_is_the_target_of_the_position_before_it()
    {
        // 5 p q 6 | x "\n\n" \n y | 7: the boundary of the first step is where "x\n" would end, though "\n" merges here.
        var input = Encoder(Joined()).Encode(Two).Value.Input;

        Assert.Equal([5, 1000 + 'p', 1000 + 'q', 6, 1000 + 'x', FakeTokenizer.DoubleNewline, FakeTokenizer.Newline, 1000 + 'y', 7], input.TokenIds);
        Assert.Equal([3, 4, 5, 6], input.ReadPositions);
        Assert.Equal(input.TokenIds[4..8], input.Targets);
    }

    [Theory]
    [InlineData(0, 0, 4, 6, 8)]
    [InlineData(-1, 1, 3, 7, 9)]
    [InlineData(-9, 9, 1, 9, 9)] // clamped to the input; the last step then has no token
    public void Boundaries_are_moved_by_their_offset(int first, int offset, int start, int middle, int end)
    {
        var result = Encoder(Joined(first, offset)).Encode(Two);
        if (middle == end)
        {
            Assert.Equal(ScoringErrorCode.InvalidRequest, result.Error!.Code);
            return;
        }

        Assert.Equal([middle - start, end - start], result.Value.RowEnds);
        Assert.Equal(Enumerable.Range(start - 1, end - start), result.Value.Input.ReadPositions);
    }

    [Fact]
    public void Right_drops_the_tokens_of_the_last_steps_and_keeps_the_rows_of_the_others()
    {
        var whole = Encoder(Joined()).Encode(Two).Value;
        var encoded = Encoder(Joined(), 7).Encode(Two, Truncation.Right).Value;

        Assert.Equal([.. whole.Input.TokenIds[..6], 7], encoded.Input.TokenIds);
        Assert.Equal(whole.Input.ReadPositions[..2], encoded.Input.ReadPositions);
        Assert.Equal(whole.Input.Targets[..2], encoded.Input.Targets);
        Assert.Equal([2], encoded.RowEnds);
        Assert.Equal(new TruncationReport(Truncation.Right, 2, 1), encoded.Truncated);
    }

    [Fact]
    public void Left_moves_the_rows_and_keeps_the_targets()
    {
        var whole = Encoder(Joined()).Encode(Two).Value.Input;
        var input = Encoder(Joined(), 8).Encode(Two, Truncation.Left).Value.Input;

        Assert.Equal(whole.Targets, input.Targets);
        Assert.Equal(whole.ReadPositions.Select(position => position - 1), input.ReadPositions);
        Assert.All(input.ReadPositions.Zip(input.Targets), row => Assert.Equal(row.Second, input.TokenIds[row.First + 1]));
    }
}
