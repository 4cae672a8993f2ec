using RewardServer.Training.Tasks;
using RewardServer.Training.Tasks.Expressions;
using RewardServer.Training.Tasks.Stories;

namespace RewardServer.Training.Evaluation;

/// <summary>Fixed held-out chains, family by family; their problems are never trained on (see <see cref="TaskMixture"/>).</summary>
internal static class HeldOutSet
{
    private const ulong Seed = 0xE7A1;

    /// <summary>The families a model is measured on, the last one with stories that training never shows.</summary>
    public static ITaskFamily[] Families { get; } = [new StoryFamily(), new ExpressionFamily(), new GameOf24(), new StoryFamily(heldOut: true)];

    /// <summary><paramref name="count"/> trajectories of each family.</summary>
    public static LabelledTrajectory[] Create(int count) =>
        [.. Families.SelectMany(f => Enumerable.Repeat(TaskMixture.HeldOut(f, Seed), count).Select(m => m.Next()))];
}
