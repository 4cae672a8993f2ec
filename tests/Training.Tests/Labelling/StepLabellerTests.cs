using RewardServer.Training.Data;
using RewardServer.Training.Labelling;

namespace RewardServer.Training.Tests.Labelling;

public sealed class StepLabellerTests
{
    [Fact]
    public void Full_scan_tells_success_rates_and_whether_there_was_any()
    {
        int[] successes = [4, 6, 1, 0];
        var prover = new ScriptedProver(count => successes[count]);

        var labelled = Label(prover, new LabelOptions(), Solution(4, isRight: false));

        Assert.Equal([1, 1, 0, 0], labelled.Labels!);
        Assert.Equal([0.75, 0.125, 0, 0], labelled.Values!);
        Assert.Equal(0.5, labelled.StartValue);
        Assert.Equal([0.25, -0.625, -0.125, 0], labelled.Progress!);
        Assert.False(labelled.AnswerCorrect);
        Assert.Equal([0, 1, 2, 3], prover.Asked); // behind the last step nothing is left to try
    }

    [Fact]
    public void Right_answer_is_a_success_behind_the_last_step()
    {
        var labelled = Label(new ScriptedProver(count => count == 0 ? 4 : 2), new LabelOptions(), Solution(2, isRight: true));

        Assert.Equal([1, 1], labelled.Labels!);
        Assert.Equal([0.25, 1], labelled.Values!);
        Assert.Equal([-0.25, 0.75], labelled.Progress!);
        Assert.True(labelled.AnswerCorrect);
    }

    // By hand: Q = 1/2, 3/4, 1/8, 0; best of 4: 15/16, 255/256, 1 - (7/8)^4 = 1695/4096, 0.
    [Fact]
    public void Progress_is_told_of_the_best_of_several_tries()
    {
        int[] successes = [4, 6, 1];

        var labelled = Label(new ScriptedProver(count => successes[count]), new LabelOptions { BestOf = 4 }, Solution(3, isRight: false));

        Assert.Equal([0.75, 0.125, 0], labelled.Values!); // the policy's own
        double[] expected = [(255.0 / 256) - (15.0 / 16), (1695.0 / 4096) - (255.0 / 256), -1695.0 / 4096];
        Assert.All(expected.Zip(labelled.Progress!), p => Assert.Equal(p.First, p.Second!.Value, 1e-15));
    }

    [Fact]
    public void Search_finds_the_first_error_of_a_full_scan_in_the_logarithm_of_its_prefixes()
    {
        for (var steps = 1; steps <= 17; steps++)
        {
            for (var error = 0; error < steps; error++)
            {
                var (search, scan) = (new ScriptedProver(Successes), new ScriptedProver(Successes));
                var found = Label(search, new LabelOptions { Search = true }, Solution(steps, isRight: false)).Labels!;
                var all = Label(scan, new LabelOptions(), Solution(steps, isRight: false)).Labels!;

                Assert.Equal(error, found.ToList().IndexOf(0));
                Assert.Equal(error, all.ToList().IndexOf(0));
                Assert.Equal(all.Take(error + 1), found.Take(error + 1));
                Assert.All(found.Skip(error + 1), label => Assert.Null(label));
                Assert.True(search.Asked.Length <= 1 + Math.Ceiling(Math.Log2(steps)), $"{steps} steps took {search.Asked.Length} prefixes");
                Assert.Equal(steps, scan.Asked.Length);

                int Successes(int count) => count <= error ? 3 : 0;
            }
        }
    }

    [Fact]
    public void First_success_of_a_search_ends_the_tries()
    {
        var prover = new ScriptedProver(count => count <= 2 ? 3 : 0);

        Label(prover, new LabelOptions { Search = true }, Solution(4, isRight: false));

        Assert.Equal([0, 2, 3], prover.Asked);
        Assert.Equal(6 + 6 + 8, prover.Made); // five failures and a success, twice; eight failures
    }

    // Of eight tries 3/8 is the share that three successes just do not exceed.
    [Theory]
    [InlineData(0.25, new[] { 1, 1, 0 })]
    [InlineData(0.375, new[] { 1, 0, 0 })]
    public void Threshold_says_how_many_successes_are_enough(double threshold, int[] expected)
    {
        int[] successes = [5, 4, 3];
        var options = new LabelOptions { Threshold = threshold };

        var scan = Label(new ScriptedProver(count => successes[count]), options, Solution(3, isRight: false));
        var search = Label(new ScriptedProver(count => successes[count]), options with { Search = true }, Solution(3, isRight: false));

        Assert.Equal(expected.Select(label => (double?)label), scan.Labels!);
        Assert.Equal(expected.ToList().IndexOf(0), search.Labels!.ToList().IndexOf(0));
        Assert.Equal([0.5, 0.375, 0], scan.Values!);
        Assert.All(Label(new ScriptedProver(_ => 5), options with { Threshold = 0.625 }, Solution(3, isRight: false)).Labels!, label => Assert.Null(label));
    }

    [Fact]
    public void Right_solution_needs_no_search()
    {
        var prover = new ScriptedProver(_ => 0);

        var labelled = Label(prover, new LabelOptions { Search = true }, Solution(3, isRight: true));

        Assert.Equal([1, 1, 1], labelled.Labels!);
        Assert.Empty(prover.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Problem_that_was_never_solved_says_nothing_of_steps(bool search)
    {
        var labelled = Label(new ScriptedProver(_ => 0), new LabelOptions { Search = search }, Solution(3, isRight: false));

        Assert.Equal([null, null, null], labelled.Labels!);
        Assert.Equal(search ? null : 0, labelled.StartValue);
        Assert.False(labelled.AnswerCorrect);
    }

    [Fact]
    public void Labels_that_were_there_are_replaced()
    {
        var before = Solution(2, isRight: false) with { Labels = [1, 1], Values = [1, 1], StartValue = 1, Progress = [1, 1], AnswerCorrect = true, Id = "a" };

        var labelled = Label(new ScriptedProver(count => count == 0 ? 1 : 0), new LabelOptions { Search = true }, before);

        Assert.Equal([0, null], labelled.Labels!);
        Assert.Equal((null, null, null, false, "a"), (labelled.Values, labelled.StartValue, labelled.Progress, labelled.AnswerCorrect, labelled.Id));
    }

    [Theory]
    [InlineData(false, new[] { 0, 1, 2, 2 })]
    [InlineData(true, new[] { 0, 1, 2, 2 })]
    public void Solutions_of_a_problem_share_what_their_common_steps_cost(bool search, int[] asked)
    {
        var prover = new ScriptedProver(_ => 4);
        var labeller = new StepLabeller(prover, new LabelOptions { Search = search });

        labeller.Label(new TrainingRecord { Problem = "1 + 2?", ReferenceAnswer = "3", Steps = ["same", "one", "The answer is 5"] });
        labeller.Label(new TrainingRecord { Problem = "1 + 2?", ReferenceAnswer = "3", Steps = ["same", "other", "The answer is 4"] });

        Assert.Equal(asked, prover.Asked);
    }

    private static TrainingRecord Label(ScriptedProver prover, LabelOptions options, TrainingRecord record) => new StepLabeller(prover, options).Label(record);

    private static TrainingRecord Solution(int steps, bool isRight) => new()
    {
        Problem = "1 + 2?",
        ReferenceAnswer = "3",
        Steps = [.. Enumerable.Range(1, steps - 1).Select(i => $"step {i}"), $"The answer is {(isRight ? 3 : 4)}"],
    };
}
