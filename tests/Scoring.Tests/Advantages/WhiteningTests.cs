using RewardServer.Scoring.Advantages;

namespace RewardServer.Scoring.Tests.Advantages;

public sealed class WhiteningTests
{
    [Fact]
    public void Numbers_are_whitened_by_hand()
    {
        // 1, 1, 4: mean 2, unbiased variance (1 + 1 + 4) / 2 = 3.
        double[][] numbers = [[1], [4]];
        Whitening.Apply(numbers, [[2], [1]]);
        var scale = 1 / Math.Sqrt(3 + 1e-8);
        Assert.Equal(-scale, numbers[0][0], 1e-12);
        Assert.Equal(2 * scale, numbers[1][0], 1e-12);
    }

    [Fact]
    public void A_step_counts_as_often_as_it_has_tokens()
    {
        double[][] steps = [[0.3, -0.2], [0.9]];
        double[][] tokens = [[0.3, 0.3, 0.3, -0.2], [0.9, 0.9]];
        Whitening.Apply(steps, [[3, 1], [2]]);
        Whitening.Apply(tokens, [[1, 1, 1, 1], [1, 1]]);
        Assert.Equal([tokens[0][0], tokens[0][3], tokens[1][0]], steps.SelectMany(row => row), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Equal_numbers_become_zero_and_a_lone_number_stays()
    {
        double[][] equal = [[0.5, 0.5], [0.5]];
        Whitening.Apply(equal, [[1, 1], [1]]);
        Assert.Equal([0, 0, 0], equal.SelectMany(row => row));
        double[][] lone = [[0.5]];
        Whitening.Apply(lone, [[1]]);
        Assert.Equal(0.5, lone[0][0]);
    }

    [Fact]
    public void Token_lists_are_as_long_as_the_response()
    {
        Assert.Equal([0, 0, 1f, 2, 0, 3], TokenLists.OnLast([1, 2, 3], [3, 1, 2]));
        Assert.Equal([1, 1, 1f, 2, 3, 3], TokenLists.OnAll([1, 2, 3], [3, 1, 2]));
    }
}
