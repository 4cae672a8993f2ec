using RewardServer.Training.Tasks;
using RewardServer.Training.Tasks.Expressions;
using RewardServer.Training.Tasks.Stories;

namespace RewardServer.Training.Evaluation;

/// <summary>Fixed held-out chains, family by family; their problems are never trained on (see <see cref="TaskMixture"/>).</summary>
internal static class HeldOutSet
{
    private const ulong Seed = 0xE7A1;
    private const ulong CalibrationSeed = 0xCA1B;

    /// <summary>The families a model is measured on, the last one with stories that training never shows.</summary>
    public static ITaskFamily[] Families { get; } = [new StoryFamily(), new ExpressionFamily(), new GameOf24(), new StoryFamily(heldOut: true)];

    /// <summary>Whether problems of a family's kind are trained on; figures named <c>all</c> are over those.</summary>
    public static bool IsTrainedOn(string family) => family != Families[^1].Name;

    /// <summary><paramref name="count"/> trajectories of each family.</summary>
    public static LabelledTrajectory[] Create(int count) =>
        [.. Families.SelectMany(f => Enumerable.Repeat(TaskMixture.HeldOut(f, Seed), count).Select(m => m.Next()))];

    /// <summary>
    /// As many fresh trajectories of each family trained on, from the problems that may be trained on: to choose a threshold with, so that
    /// nothing is chosen by what is measured.
    /// </summary>
    public static LabelledTrajectory[] CreateCalibration(int count) =>
        [.. Families[..3].SelectMany(f => Enumerable.Repeat(new TaskMixture([(f, 1)], heldOut: false, CalibrationSeed), count).Select(m => m.Next()))];
}
