using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Tests.Formats;

public class SeveralInputsTests
{
    private static readonly Trajectory Three = new("0123456789", ["aa", "bbb", "c"]);

    /// <summary>One input a step: the problem, the step, a tag, read at the tag.</summary>
    private static readonly PieceFormat OneAStep = new(trajectory => trajectory.Steps.SelectMany((step, i) => (InputPiece[])
    [
        .. i == 0 ? (InputPiece[])[] : [NextInputPiece.Instance],
        new TextPiece(trajectory.Problem, TextPiece.Problem), BoundaryPiece.Instance, new TextPiece(step, i), new TokenPiece(7), new ReadPiece(i),
    ]));

    private static TrajectoryEncoder Encoder(ITrajectoryFormat format, int maxTokens = 100) => new(format, FakeTokenizer.Encode, maxTokens);

    [Fact]
    public void Each_input_has_its_own_tokens_and_positions()
    {
        var encoded = Encoder(OneAStep).Encode(Three).Value;

        Assert.Equal([13, 14, 12], encoded.Inputs.Select(input => input.TokenIds.Length));
        Assert.All(encoded.Inputs, input => Assert.Equal([input.TokenIds.Length - 1], input.ReadPositions));
        Assert.All(encoded.Inputs, input => Assert.Empty(input.Targets));
        Assert.Equal([1, 2, 3], encoded.RowEnds);
        Assert.Equal([(10, 12), (23, 26), (37, 38)], encoded.StepTokens);
        Assert.Equal(39, encoded.Tokens);
        Assert.Throws<InvalidOperationException>(() => encoded.Input);
    }

    [Fact]
    public void A_score_can_be_read_several_times_across_inputs()
    {
        var format = new PieceFormat(
            trajectory =>
            [
                new TextPiece("ab", TextPiece.Problem), new ReadPiece(0), new TextPiece("c"), new ReadPiece(0),
                NextInputPiece.Instance, new TextPiece("de"), new ReadPiece(0),
            ],
            readsEachStep: false);
        var encoded = Encoder(format).Encode(Three).Value;

        Assert.Equal([[0, 1], [1]], encoded.Inputs.Select(input => input.ReadPositions));
        Assert.Equal((0, 3), encoded.RowsOf(0));
    }

    [Fact]
    public void Left_cuts_the_problem_of_the_inputs_that_are_too_long()
    {
        var encoded = Encoder(OneAStep, 12).Encode(Three, Truncation.Left).Value;

        Assert.Equal(Encoder(OneAStep).Encode(Three with { Problem = "123456789" }).Value.Inputs[0].TokenIds, encoded.Inputs[0].TokenIds);
        Assert.Equal([12, 12, 12], encoded.Inputs.Select(input => input.TokenIds.Length));
        Assert.All(encoded.Inputs, input => Assert.Equal([11], input.ReadPositions));
        Assert.Equal([(9, 11), (20, 23), (34, 35)], encoded.StepTokens);
        Assert.Equal(new TruncationReport(Truncation.Left, 3, 0), encoded.Truncated);
        Assert.Equal(ScoringErrorCode.TooLong, Encoder(OneAStep, 4).Encode(Three, Truncation.Left).Error!.Code);
    }

    [Fact]
    public void Right_drops_the_steps_from_the_first_input_that_is_too_long()
    {
        var encoded = Encoder(OneAStep, 13).Encode(Three, Truncation.Right).Value;

        Assert.Single(encoded.Inputs);
        Assert.Equal([1], encoded.RowEnds);
        Assert.Equal([(10, 12)], encoded.StepTokens);
        Assert.Equal(new TruncationReport(Truncation.Right, 26, 2), encoded.Truncated);
        Assert.Equal(ScoringErrorCode.TooLong, Encoder(OneAStep, 12).Encode(Three, Truncation.Right).Error!.Code);
    }
}
