namespace RewardServer.Scoring.Tests;

public sealed class RewardScalesTests
{
    [Theory]
    [InlineData(RewardScale.Probability, 0f, RewardScale.Signed, -1f)]
    [InlineData(RewardScale.Probability, 1f, RewardScale.Signed, 1f)]
    [InlineData(RewardScale.Probability, 0.75f, RewardScale.Signed, 0.5f)]
    [InlineData(RewardScale.Signed, -1f, RewardScale.Probability, 0f)]
    [InlineData(RewardScale.Signed, 0.5f, RewardScale.Probability, 0.75f)]
    [InlineData(RewardScale.Logit, 0f, RewardScale.Probability, 0.5f)]
    [InlineData(RewardScale.Logit, 2f, RewardScale.Probability, 0.880797078f)]
    [InlineData(RewardScale.Logit, 2f, RewardScale.Signed, 0.761594156f)]
    [InlineData(RewardScale.Logit, float.MaxValue, RewardScale.Probability, 1f)]
    [InlineData(RewardScale.Logit, float.MinValue, RewardScale.Probability, 0f)]
    [InlineData(RewardScale.Logit, float.MinValue, RewardScale.Signed, -1f)]
    [InlineData(RewardScale.Logit, -3f, RewardScale.Logit, -3f)]
    public void Scores_are_converted(RewardScale scale, float score, RewardScale target, float expected) =>
        Assert.Equal(expected, scale.Convert(score, target));
}
