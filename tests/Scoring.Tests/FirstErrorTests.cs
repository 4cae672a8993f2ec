namespace RewardServer.Scoring.Tests;

public class FirstErrorTests
{
    [Theory]
    [InlineData(new[] { 0.9f, 0.4f, 0.1f }, 0.5f, 1)]
    [InlineData(new[] { 0.5f, 0.5f }, 0.5f, null)] // equal is not below
    [InlineData(new[] { -0.1f }, 0f, 0)]
    [InlineData(new float[0], 0.5f, null)]
    public void Find_gives_the_first_step_below(float[] scores, float threshold, int? expected) =>
        Assert.Equal(expected, FirstError.Find(scores, threshold));

    [Theory]
    [InlineData(RewardScale.Probability, 0.5f)]
    [InlineData(RewardScale.Signed, 0f)]
    [InlineData(RewardScale.Logit, 0f)]
    public void Threshold_follows_the_scale(RewardScale scale, float expected) =>
        Assert.Equal(expected, scale.DefaultThreshold());
}
