namespace RewardServer.Scoring.Tests;

public class ScoringRuleTests
{
    [Fact]
    public void Judge_aggregates_and_finds_the_first_error()
    {
        var score = ScoringRule.Create(RewardScale.Probability, "min").Value.Judge([0.9f, 0.3f, 0.2f]).Value;
        Assert.Equal([0.9f, 0.3f, 0.2f], score.StepScores);
        Assert.Equal(0.2f, score.Score);
        Assert.Equal(1, score.FirstError);
    }

    [Fact]
    public void Judge_uses_the_callers_threshold() =>
        Assert.Equal(2, ScoringRule.Create(RewardScale.Probability, "min", threshold: 0.25f).Value.Judge([0.9f, 0.3f, 0.2f]).Value.FirstError);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Judge_refuses_what_is_not_finite(float bad)
    {
        var error = ScoringRule.Create(RewardScale.Logit, "mean").Value.Judge([1f, bad]).Error!;
        Assert.Equal(ScoringErrorCode.ModelError, error.Code);
        Assert.Contains("step 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_refuses_a_sum_that_no_float_holds() =>
        Assert.Equal(ScoringErrorCode.ModelError, ScoringRule.Create(RewardScale.Logit, "sum").Value.Judge([float.MaxValue, float.MaxValue]).Error!.Code);

    [Theory]
    [InlineData("median", 0.1f, null)]
    [InlineData("min", 0f, null)]
    [InlineData("min", float.NaN, null)]
    [InlineData("min", float.PositiveInfinity, null)]
    [InlineData("min", 0.1f, float.NaN)]
    public void Create_refuses_bad_requests(string aggregation, float temperature, float? threshold) =>
        Assert.Equal(ScoringErrorCode.InvalidRequest, ScoringRule.Create(RewardScale.Signed, aggregation, temperature, threshold).Error!.Code);
}
