using CsCheck;
using RewardServer.Scoring.Selection;

namespace RewardServer.Scoring.Tests.Selection;

public sealed class BestOfNTests
{
    [Theory]
    [InlineData(SelectionMethods.Best, 4, "0.9,0.5,0.8")]
    [InlineData(SelectionMethods.Majority, 3, "1,3,1")]
    [InlineData(SelectionMethods.WeightedVote, 3, "0.9,1.2,0.8")]
    public void Answers_are_weighed_by_hand(string method, int selected, string weights)
    {
        // Answers: 0 by candidate 4; 1 by 1, 2, 3; 2 by 0. Numbered by first appearance below.
        float[] scores = [0.8f, 0.3f, 0.4f, 0.5f, 0.9f];
        int[] groups = [2, 1, 1, 1, 0];
        var selection = BestOfN.Select(SelectionMethods.Create(method).Value, scores, groups).Value;
        Assert.Equal(selected, selection.Selected);
        Assert.Equal(weights.Split(',').Select(weight => float.Parse(weight, System.Globalization.CultureInfo.InvariantCulture)), selection.Weights.Select(weight => MathF.Round(weight, 6)));
    }

    [Fact]
    public void Softmax_weighs_by_hand()
    {
        // T = 0.5: e^0, e^-0.2, e^-1 over their sum 1 + 0.8187307530779818 + 0.36787944117144233 = 2.186610194249424
        var selection = BestOfN.Select(SelectionMethods.Create(SelectionMethods.WeightedMajoritySoftmax, temperature: 0.5f).Value, [0.5f, 0.4f, 0f], [0, 1, 1]).Value;
        Assert.Equal(0.4573288f, selection.Weights[0], 1e-6f);
        Assert.Equal(0.5426712f, selection.Weights[1], 1e-6f);
        Assert.Equal([1, 2, 0], selection.Ranking);
    }

    [Fact]
    public void Pessimism_weighs_by_hand()
    {
        // N = 4, ln 4 = 1.3862944: alone 0.9 - 0.3 * 1.3862944 / 2 = 0.69205584; three times 0.75 - 0.3 * 1.3862944 / 4 = 0.64602792
        float[] scores = [0.9f, 0.7f, 0.75f, 0.8f];
        int[] groups = [0, 1, 1, 1];
        var selection = BestOfN.Select(SelectionMethods.Create(SelectionMethods.Pessimistic, alpha: 0.3f).Value, scores, groups).Value;
        Assert.Equal(0.69205584f, selection.Weights[0], 1e-6f);
        Assert.Equal(0.64602792f, selection.Weights[1], 1e-6f);
        Assert.Equal(0, selection.Selected);
        // More pessimism prefers what was found more often; none takes the best mean.
        Assert.Equal(3, BestOfN.Select(SelectionMethods.Create(SelectionMethods.Pessimistic, alpha: 1).Value, scores, groups).Value.Selected);
        Assert.Equal(0, BestOfN.Select(SelectionMethods.Create(SelectionMethods.Pessimistic, alpha: 0).Value, scores, groups).Value.Selected);
    }

    [Fact]
    public void Ties_go_to_the_lower_index()
    {
        foreach (var name in SelectionMethods.Names)
        {
            var selection = BestOfN.Select(SelectionMethods.Create(name).Value, [0.5f, 0.5f, 0.5f, 0.5f], [0, 1, 0, 1]).Value;
            Assert.Equal(0, selection.Selected);
            Assert.Equal(name == SelectionMethods.Best ? [0, 1, 2, 3] : [0, 2, 1, 3], selection.Ranking);
        }
    }

    [Fact]
    public void Candidates_without_an_answer_do_not_vote_but_may_be_best()
    {
        float[] scores = [0.9f, 0.2f, 0.1f];
        Assert.Equal([1, 2, 0], Select(SelectionMethods.Majority, scores, [-1, 0, 0]).Ranking);
        Assert.Equal([0, 1, 2], Select(SelectionMethods.Best, scores, [-1, 0, 0]).Ranking);
    }

    [Fact]
    public void Scores_decide_when_nobody_has_an_answer()
    {
        foreach (var name in SelectionMethods.Names)
        {
            var selection = Select(name, [0.1f, 0.7f, 0.7f], [-1, -1, -1]);
            Assert.Equal([1, 2, 0], selection.Ranking);
            Assert.Empty(selection.Weights);
        }
    }

    [Fact]
    public void Negative_scores_rank_a_weak_answer_behind_no_votes_last()
    {
        var selection = Select(SelectionMethods.WeightedVote, [-1f, -2f, 5f], [0, 1, -1]);
        Assert.Equal([0, 1, 2], selection.Ranking);
    }

    [Fact]
    public void Weights_that_fit_no_float_are_an_error()
    {
        var result = BestOfN.Select(SelectionMethods.Create(SelectionMethods.WeightedVote).Value, [float.MaxValue, float.MaxValue], [0, 0]);
        Assert.Equal(ScoringErrorCode.ModelError, result.Error!.Code);
        Assert.Equal(1, Select(SelectionMethods.WeightedMajoritySoftmax, [float.MinValue, float.MaxValue], [0, 1]).Selected);
    }

    [Fact]
    public void Every_candidate_is_ranked_once_and_weights_do_not_depend_on_their_order() =>
        Gen.Select(Gen.Float[-5, 5], Gen.Int[-1, 3]).Array[1, 40].Sample(candidates =>
        {
            float[] scores = [.. candidates.Select(candidate => candidate.Item1)];
            int[] groups = Renumbered(candidates.Select(candidate => candidate.Item2));
            foreach (var name in SelectionMethods.Names)
            {
                var selection = Select(name, scores, groups);
                Assert.Equal(Enumerable.Range(0, scores.Length), selection.Ranking.Order());
                Assert.Equal(groups.Max() + 1, selection.Weights.Count);
                if (name != SelectionMethods.Best && groups.Max() >= 0)
                    Assert.Equal(selection.Weights.Max(), selection.Weights[groups[selection.Selected]]);
            }
        });

    [Fact]
    public void Top_takes_the_highest_and_the_earlier_of_equals()
    {
        Assert.Equal([true, false, true, false], BestOfN.Top([0.5f, 0.1f, 0.9f, 0.5f], 2));
        Assert.Equal([true, true], BestOfN.Top([0.5f, 0.1f], 9));
    }

    [Theory]
    [InlineData("worst", 0.1f, 0.1f, "worst")]
    [InlineData("best", 0f, 0.1f, "temperature")]
    [InlineData("best", float.NaN, 0.1f, "temperature")]
    [InlineData("best", 0.1f, -1f, "Alpha")]
    [InlineData("best", 0.1f, float.PositiveInfinity, "Alpha")]
    public void What_makes_no_sense_is_an_error(string name, float temperature, float alpha, string message) =>
        Assert.Contains(message, SelectionMethods.Create(name, temperature, alpha).Error!.Message, StringComparison.Ordinal);

    private static RewardServer.Scoring.Selection.Selection Select(string name, float[] scores, int[] groups) =>
        BestOfN.Select(SelectionMethods.Create(name).Value, scores, groups).Value;

    private static int[] Renumbered(IEnumerable<int> groups)
    {
        var numbers = new Dictionary<int, int>();
        return [.. groups.Select(group => group < 0 ? -1 : numbers.TryGetValue(group, out var number) ? number : numbers[group] = numbers.Count)];
    }
}
