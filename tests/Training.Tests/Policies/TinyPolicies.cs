using RewardServer.TestKit;
using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Tests.Policies;

/// <summary>Policies small enough to train in a test, with the bundled model's vocabulary.</summary>
internal static class TinyPolicies
{
    public static ModelShape Shape { get; } = new() { Hidden = 32, Intermediate = 48, Layers = 2, Heads = 2, KvHeads = 1, HeadDim = 16, MaxPositions = 128, InitialDeviation = 0.1f };

    public static PolicyOptions Options { get; } = new()
    {
        Updates = 6,
        Problems = 3,
        Responses = 4,
        MaxResponseTokens = 12,
        LearningRate = 2e-3,
        WarmupUpdates = 2,
        EvaluateEvery = 3,
        EvaluationProblems = 4,
        CheckpointEvery = 2,
        BatchTokens = 256,
        PatienceSeconds = 60,
    };

    private static readonly Lazy<PolicyVocabulary> Shared = new(() => new PolicyVocabulary(WrittenVocabulary.Write(
        TokenizerFiles.Read(Path.Combine(Repository.Root, "models", "arith-prm")), Directory.CreateTempSubdirectory().FullName, Shape.MaxPositions)));

    public static PolicyVocabulary Vocabulary => Shared.Value;

    public static Backbone Create(int seed)
    {
        TorchRuntime.Prepare(1);
        random.manual_seed(seed);
        return new Backbone(Shape, Vocabulary.Pieces.Size, []);
    }

    public static PolicySetup Setup(Backbone policy, Backbone reference, IRewardSource rewards, string folder) => new()
    {
        Options = Options,
        Seed = 3,
        Problems = new GeneratedProblems(new PolicyTasks()),
        Vocabulary = Vocabulary,
        Shape = Shape,
        Policy = policy,
        Reference = reference,
        Reward = new RewardOptions(),
        Rewards = rewards,
        Judge = rewards,
        Folder = folder,
        Time = TimeProvider.System,
    };

    /// <summary>A rollout of given tokens whose steps have so many of them.</summary>
    public static Rollout Rollout(params int[] stepTokens) => new(
        new RolloutProblem("What is 1 + 1?", "2"), [1, 2], new GeneratedResponse(new int[stepTokens.Sum()], new float[stepTokens.Sum()], false),
        new ResponseSteps([.. stepTokens.Select(_ => "step")], stepTokens));
}
