using RewardServer.Client;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Tasks;
using RewardServer.Training.Tests.Policies;
using RewardServer.Training.Tests.RewardModels;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Tests.Rewards;

/// <summary>A reward model in training on the real server, which replaces it update by update.</summary>
[Collection(TorchTests.Name)]
public sealed class ServedPairTests : IDisposable
{
    private const double Beta = 0.05;

    private static readonly RewardOptions Reward = new() { VerifiableWeight = 1, VerifiableShare = 1, ImplicitUpdate = new() { Beta = Beta, LearningRate = 1e-2 } };

    private static readonly (string[] Steps, bool IsRight)[] Responses =
    [
        (["3 * 4 = 12, so we get 2 + 12", "2 + 12 = 14, so we get 14"], true), (["3 * 4 = 13, so we get 2 + 13", "2 + 13 = 15, so we get 15"], false), (["2 + 3 = 5, so we get 5 * 4"], false),
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task After_every_swap_the_server_gives_the_scores_of_the_model_in_training()
    {
        using var model = TinyPolicies.Create(1);
        using var reference = TinyPolicies.Create(1);
        var pair = new ServedPair("pair-1", Path.Combine(folder.FullName, "served"), Start(reference), Beta);
        pair.Import(Path.Combine(folder.FullName, "start"));
        var (server, address) = await RewardServerProcess.StartAsync([pair.ModelFolder], 1, 0, Path.Combine(folder.FullName, "server.log"), allowsReload: true);
        using var _ = server;
        using var client = ServerPatience.Client(address);
        var patience = new ServerPatience(TimeSpan.FromMinutes(2), TimeProvider.System);
        var rewards = new ServerRewards(client, new RewardOptions { Credit = CreditAssignments.None, Advantage = AdvantageEstimators.None, RewardScale = "model", VerifiableWeight = 1 }, patience);
        using var online = new OnlineRewardModel(new OnlineRewardSetup
        {
            Model = model,
            Reference = reference,
            Shape = TinyPolicies.Shape,
            Vocabulary = TinyPolicies.Vocabulary.Written,
            Reward = Reward,
            BatchTokens = 256,
            Folder = Path.Combine(folder.FullName, "reward-model"),
            Host = pair.Host(client, rewards, patience),
        });
        var scorer = new ImplicitScorer(new ImplicitLoss(model, reference, Beta), new ImplicitEncoder(TinyPolicies.Vocabulary.Written, TinyPolicies.Shape.MaxPositions), Beta);

        var (pins, largest) = (new List<string>(), 0f);
        for (var update = 0; update < 4; update++)
        {
            online.Publish(TestContext.Current.CancellationToken);
            pins.Add(rewards.Model);
            var served = await rewards.RewardAsync([Group], TestContext.Current.CancellationToken);

            var trained = scorer.Margins([.. Responses.Select(response => LabelledTrajectory.Chain("", Group.Problem.Text, response.Steps, -1, null))]);
            for (var i = 0; i < Responses.Length; i++)
                Assert.Equal(trained[i], served[0][i].StepScores, (a, b) => Math.Abs(a - b) < 2e-5);
            Assert.Equal(Responses.Select(response => response.IsRight ? 1f : 0), served[0].Select(reward => reward.Verifiable!.Value));
            largest = trained.SelectMany(scores => scores).Max(Math.Abs);
            online.Learn([Group], served);
        }

        Assert.True(largest > 0.01, $"The comparison sees no differences: the largest score is {largest}."); // it began with zeros
        Assert.Equal(pins.Count, pins.Distinct().Count());
        rewards.Model = pins[0];
        var refused = await Assert.ThrowsAsync<RewardException>(() => rewards.RewardAsync([Group], TestContext.Current.CancellationToken));
        Assert.Equal("fingerprint_mismatch", refused.Code);
    }

    private static RolloutGroup Group { get; } = new(new RolloutProblem("What is 2 + 3 * 4?", "14"), true, [.. Responses.Select(response => Rollout(response.Steps))]);

    /// <summary>The checkpoint that a run starts from.</summary>
    private string Start(Backbone model)
    {
        var start = folder.CreateSubdirectory("start").FullName;
        CheckpointWriter.Write(model, TinyPolicies.Shape, CheckpointKind.Language(null), start);
        TokenizerFiles.Write(TinyPolicies.Vocabulary.Pieces, start, TinyPolicies.Shape.MaxPositions);
        return start;
    }

    private static Training.Rollouts.Rollout Rollout(string[] steps)
    {
        var ids = TinyPolicies.Vocabulary.Response(steps);
        return new Training.Rollouts.Rollout(new RolloutProblem("", ""), [1], new GeneratedResponse(ids, new float[ids.Length], false), ResponseSteps.Split(TinyPolicies.Vocabulary, ids));
    }
}
