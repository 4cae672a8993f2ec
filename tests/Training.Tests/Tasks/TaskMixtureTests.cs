using RewardServer.Training.Tasks;
using RewardServer.Training.Tasks.Stories;

namespace RewardServer.Training.Tests.Tasks;

public sealed class TaskMixtureTests
{
    [Fact]
    public void Same_seed_gives_the_same_trajectories()
    {
        Assert.Equal(Write(TaskMixture.Training(7, new())), Write(TaskMixture.Training(7, new())));
        Assert.NotEqual(Write(TaskMixture.Training(7, new())), Write(TaskMixture.Training(8, new())));
    }

    [Fact]
    public void Sequence_of_a_seed_is_pinned()
    {
        var random = new TaskRandom(1);

        // SplitMix64 of seed 1, as published with the algorithm.
        Assert.Equal([0x910a2dec89025cc1ul, 0xbeeb8da1658eec67ul, 0xf893a2eefb32555eul], [random.NextBits(), random.NextBits(), random.NextBits()]);
    }

    [Fact]
    public void Training_and_held_out_problems_never_meet()
    {
        var training = TaskMixture.Training(1, new TaskShares(Drill: 0));
        var heldOut = TaskMixture.HeldOut(new StoryFamily(), 1);

        Assert.All(Enumerable.Range(0, 500), _ => Assert.False(TaskMixture.IsHeldOut(training.Next().Problem)));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(TaskMixture.IsHeldOut(heldOut.Next().Problem)));
    }

    [Fact]
    public void Every_template_can_be_filled()
    {
        var random = new TaskRandom(5);
        foreach (var template in StoryTemplates.All)
        {
            var story = Story.Draw(random, template);
            Assert.All(template.Problems, p => Assert.DoesNotContain('{', story.Fill(p)));
            Assert.All(template.Steps.SelectMany(s => s.Texts), t => Assert.Matches(@"^[^{}]*\{\$?e\}[^{}]*$", story.Fill(t)));
        }
    }

    private static string Write(TaskMixture mixture) =>
        string.Join('\n', Enumerable.Range(0, 50).Select(_ => mixture.Next()).Select(t => t.Problem + string.Join('|', t.Steps) + string.Join(',', t.Labels)));
}
