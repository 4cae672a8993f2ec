using RewardServer.Training.Models;
using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.RewardModels;

/// <summary>Models small enough to train in a test.</summary>
internal static class TinyRuns
{
    public static PrmOptions Options { get; } = new()
    {
        Updates = 4,
        Refining = [new(1, 1e-3, new TaskShares()), new(1, 5e-4, new TaskShares())],
        DrillUpdates = 3,
        WarmupUpdates = 2,
        BatchTokens = 256,
        VocabularySize = 500,
        VocabularyTrajectories = 50,
        EvaluateEvery = 3,
        EvaluationTrajectories = 3,
        Shape = new ModelShape { Hidden = 32, Intermediate = 48, Layers = 2, Heads = 2, KvHeads = 1, HeadDim = 16, MaxPositions = 512 },
    };

    public static LabelledTrajectory[] Chains(int count)
    {
        var mixture = TaskMixture.Training(9, new TaskShares());
        return [.. Enumerable.Range(0, count).Select(_ => mixture.Next())];
    }
}
