using RewardServer.TestKit;
using RewardServer.Training.Evaluation;

namespace RewardServer.Training.Tests.Evaluation;

public sealed class BestOfNTests
{
    private static readonly CandidateSet Set = new("p", [Of("1", false), Of("2", true), Of("1", false), Of(null, false)]);

    [Fact]
    public void Ways_of_picking_are_those_worked_out_by_hand()
    {
        Assert.Equal(0.25, BestOfN.Random(Set));
        Assert.Equal(1, BestOfN.Oracle(Set));
        Assert.Equal(0, BestOfN.Majority(Set));
        Assert.Equal(1, BestOfN.Best(Set, [0.1, 0.9, 0.2, 0.3]));
        Assert.Equal(0.5, BestOfN.Best(Set, [0.9, 0.9, 0.2, 0.3])); // tied: one of two is right
    }

    [Fact]
    public void Majority_shares_the_chance_between_tied_answers() =>
        Assert.Equal(0.5, BestOfN.Majority(new("p", [Of("1", false), Of("2", true)])));

    [Fact]
    public void Difference_has_the_mean_and_its_standard_error()
    {
        var (mean, error) = BestOfN.Difference([1, 0, 1], [0, 0, 0]);

        Assert.Equal(2 / 3.0, mean, 12);
        Assert.Equal(1 / 3.0, error, 12); // sample variance 1/3, over 3 problems
    }

    [Fact]
    public void Gsm8k_solutions_are_read()
    {
        Assert.SkipUnless(SharedData.Exists("trajectories", "gsm8k", "example_model_solutions.jsonl"), SharedData.SkipReason);

        var sets = CandidateSet.ReadGsm8k(SharedData.Path("trajectories", "gsm8k", "example_model_solutions.jsonl"));

        Assert.Equal(1319, sets.Length);
        Assert.All(sets, s => Assert.Equal(4, s.Candidates.Count));
        Assert.Equal(742, sets.Count(s => s.Candidates[3].IsCorrect));
        Assert.Equal("26", sets[0].Candidates[0].Answer);
    }

    private static Candidate Of(string? answer, bool isCorrect) => new("m", ["s"], answer, isCorrect);
}
