using RewardServer.TestKit;
using RewardServer.Training.Evaluation;

namespace RewardServer.Training.Tests.RewardModels;

public sealed class BundledModelTests
{
    // README: step accuracy 97 %, first-error F1 0.91, AUC 0.97 over 1,500 chains. These bounds leave room for a sample of 120.
    [Fact]
    public void Committed_model_tells_right_steps_from_wrong_ones()
    {
        var chains = HeldOutSet.Create(40);
        using var model = new ServedModel(Path.Combine(Repository.Root, "models", "arith-prm"));

        var all = FamilyReport.Create(chains, [.. chains.Select(c => (IReadOnlyList<float>)model.Score(c.Problem, c.Steps))], 0.5f)[^1];

        Assert.True(all.StepAccuracy > 0.93, $"step accuracy {all.StepAccuracy}");
        Assert.True(all.AreaUnderCurve > 0.92, $"AUC {all.AreaUnderCurve}");
    }
}
