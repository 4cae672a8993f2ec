using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

public class TrajectoryEncoderTests
{
    private static readonly FakeTokenizer Tokenizer = new();
    private static readonly Trajectory FourSteps = new("0123456789", ["aa", "bbb", "c", "dd"]);

    private static TrajectoryEncoder Encoder(int maxTokens, string name = "pure", RewardModelKind kind = RewardModelKind.Process, string? tag = null) =>
        new(TrajectoryFormats.Create(new FormatManifest { Name = name, StepTag = tag }, kind, FakeTokenizer.Encode, Tokenizer.Find), FakeTokenizer.Encode, maxTokens);

    private static EncodedTrajectory Whole(string name = "pure") => Encoder(1000, name).Encode(FourSteps).Value;

    [Fact]
    public void Exactly_the_maximum_is_whole()
    {
        var encoded = Encoder(22).Encode(FourSteps).Value; // 10 + (2+1) + (3+1) + (1+1) + (2+1)
        Assert.Equal(22, encoded.Input.TokenIds.Length);
        Assert.Null(encoded.Truncated);
    }

    [Fact]
    public void One_token_more_is_too_long_and_says_by_how_much()
    {
        var error = Encoder(21).Encode(FourSteps).Error!;
        Assert.Equal(ScoringErrorCode.TooLong, error.Code);
        Assert.Equal("The trajectory has 22 tokens, 1 more than the model's maximum of 21.", error.Message);
    }

    [Fact]
    public void Left_cuts_the_beginning_of_the_problem_and_keeps_every_step()
    {
        var encoded = Encoder(18).Encode(FourSteps, Truncation.Left).Value;
        Assert.Equal(Whole().Input.TokenIds[4..], encoded.Input.TokenIds);
        Assert.Equal(Whole().Input.ReadPositions.Select(position => position - 4), encoded.Input.ReadPositions);
        Assert.Equal(Whole().StepTokens.Select(tokens => (tokens.Start - 4, tokens.End - 4)), encoded.StepTokens);
        Assert.Equal(new TruncationReport(Truncation.Left, 4, 0), encoded.Truncated);
    }

    [Fact]
    public void Left_in_a_chat_layout_keeps_the_template()
    {
        var whole = Whole("qwen-prm");
        var encoded = Encoder(whole.Input.TokenIds.Length - 3, "qwen-prm").Encode(FourSteps, Truncation.Left).Value;
        Assert.Equal(Encoder(1000, "qwen-prm").Encode(FourSteps with { Problem = "3456789" }).Value.Input.TokenIds, encoded.Input.TokenIds);
    }

    [Fact]
    public void Left_keeps_one_token_of_the_problem_or_refuses()
    {
        Assert.Equal(13, Encoder(13).Encode(FourSteps, Truncation.Left).Value.Input.TokenIds.Length);
        Assert.Equal(ScoringErrorCode.TooLong, Encoder(12).Encode(FourSteps, Truncation.Left).Error!.Code);
    }

    [Theory]
    [InlineData("pure")]
    [InlineData("skywork-prm")]
    [InlineData("qwen-prm")]
    public void Right_drops_whole_steps_and_equals_the_shorter_trajectory(string name)
    {
        var encoded = Encoder(Whole(name).Input.TokenIds.Length - 4, name).Encode(FourSteps, Truncation.Right).Value;
        var shorter = Encoder(1000, name).Encode(FourSteps with { Steps = ["aa", "bbb"] }).Value;

        Assert.Equal(shorter.Input.TokenIds, encoded.Input.TokenIds);
        Assert.Equal(shorter.Input.ReadPositions, encoded.Input.ReadPositions);
        Assert.Equal(shorter.StepTokens, encoded.StepTokens);
        Assert.Equal(new TruncationReport(Truncation.Right, 5, 2), encoded.Truncated);
    }

    [Fact]
    public void Right_keeps_one_step_or_refuses()
    {
        Assert.Single(Encoder(13).Encode(FourSteps, Truncation.Right).Value.Input.ReadPositions);
        Assert.Equal(ScoringErrorCode.TooLong, Encoder(12).Encode(FourSteps, Truncation.Right).Error!.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<step>")]
    public void Right_of_an_outcome_model_cuts_the_end_of_the_response(string? tag)
    {
        var trajectory = new Trajectory("p", ["xyz", "uvw"]); // p \n | x y z \n\n u v w | tag?
        var whole = Encoder(100, "plain", RewardModelKind.Outcome, tag).Encode(trajectory).Value;
        var encoded = Encoder(whole.Input.TokenIds.Length - 1, "plain", RewardModelKind.Outcome, tag).Encode(trajectory, Truncation.Right).Value;

        Assert.Equal([.. whole.Input.TokenIds[..8], .. whole.Input.TokenIds[9..]], encoded.Input.TokenIds);
        Assert.Equal([encoded.Input.TokenIds.Length - 1], encoded.Input.ReadPositions);
        Assert.Equal([(2, 5), (6, 8)], encoded.StepTokens);

        var shortest = Encoder(whole.Input.TokenIds.Length - 5, "plain", RewardModelKind.Outcome, tag).Encode(trajectory, Truncation.Right).Value;
        Assert.Equal([(2, 4)], shortest.StepTokens);
        Assert.Equal(new TruncationReport(Truncation.Right, 5, 1), shortest.Truncated);
        Assert.False(Encoder(whole.Input.TokenIds.Length - 7, "plain", RewardModelKind.Outcome, tag).Encode(trajectory, Truncation.Right).IsSuccess);
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("p")]
    [InlineData("p", "a", "")]
    public void Empty_texts_are_refused(string problem, params string[] steps) =>
        Assert.Equal(ScoringErrorCode.InvalidRequest, Encoder(100).Encode(new(problem, steps)).Error!.Code);
}
