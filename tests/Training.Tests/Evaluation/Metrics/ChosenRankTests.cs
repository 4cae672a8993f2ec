using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Tests.Evaluation.Metrics;

public sealed class ChosenRankTests
{
    [Fact]
    public void Rank_counts_the_wrong_ones_above()
    {
        Assert.Equal(new ChosenRank(true, true, 1), ChosenRank.Of([0.9], [0.1, 0.8]));
        Assert.Equal(new ChosenRank(false, false, 1 / 3.0), ChosenRank.Of([0.5], [0.1, 0.8, 0.7]));
        Assert.Equal(new ChosenRank(false, false, 1 / 4.0), ChosenRank.Of([0], [0.1, 0.8, 0.7]));
    }

    [Fact]
    public void Tied_wrong_ones_come_first() =>
        Assert.Equal(new ChosenRank(false, true, 1 / 3.0), ChosenRank.Of([0.5], [0.5, 0.5, 0.1]));

    [Fact]
    public void Of_several_right_ones_the_worst_decides_accuracy_and_the_best_the_rank() =>
        Assert.Equal(new ChosenRank(false, false, 1), ChosenRank.Of([0.9, 0.2], [0.5]));

    [Fact]
    public void Solution_without_a_score_counts_against_the_model()
    {
        Assert.Equal(new ChosenRank(false, false, 1 / 3.0), ChosenRank.Of([null], [0.1, 0.2]));
        Assert.Equal(new ChosenRank(false, false, 1 / 2.0), ChosenRank.Of([0.9], [null, 0.2]));
    }
}
