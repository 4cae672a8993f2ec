using RewardServer.Training.Evaluation;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.Tasks;

public sealed class ProblemMixtureTests
{
    [Fact]
    public void Both_solutions_are_of_one_problem_and_labelled_as_they_are()
    {
        var problems = ProblemMixture.Training(3, new TaskShares(Drill: 1, Story: 1, Expression: 1, GameOf24: 1));

        for (var i = 0; i < 100; i++)
        {
            var (_, right, wrong) = problems.Next();

            Assert.Equal(right.Problem, wrong.Problem);
            Assert.Equal(-1, right.FirstError);
            Assert.True(wrong.FirstError >= 0);
        }
    }

    [Fact]
    public void Held_out_problems_are_not_trained_on()
    {
        var heldOut = GeneratedCandidates.HeldOut(20, 2).Where(s => !s.Candidates[0].Model.StartsWith("unseen", StringComparison.Ordinal));

        Assert.All(heldOut, set => Assert.True(TaskMixture.IsHeldOut(set.Problem)));
    }
}
