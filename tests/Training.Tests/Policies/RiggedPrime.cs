using RewardServer.Training.Models;
using RewardServer.Training.Policies;
using RewardServer.Training.RewardModels.Implicit;
using RewardServer.Training.Rewards;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.Policies;

/// <summary>
/// A run of PRIME without a server: the version that was written last judges, and a response is right when most of its tokens are even.
/// </summary>
internal sealed class RiggedPrime : IRewardSource, IRewardModelHost, IDisposable
{
    private readonly Backbone served = TinyPolicies.Create(1);
    private readonly Backbone policy = TinyPolicies.Create(1);
    private readonly Backbone reference = TinyPolicies.Create(1);
    private readonly Backbone learning = TinyPolicies.Create(1);
    private readonly OnlineRewardModel online;
    private readonly ImplicitEncoder encoder = new(TinyPolicies.Vocabulary.Written, TinyPolicies.Shape.MaxPositions);
    private readonly string folder;

    public RiggedPrime(string folder)
    {
        this.folder = folder;
        online = new OnlineRewardModel(new OnlineRewardSetup
        {
            Model = learning,
            Reference = reference,
            Shape = TinyPolicies.Shape,
            Vocabulary = TinyPolicies.Vocabulary.Written,
            Reward = Reward,
            BatchTokens = 256,
            Folder = Path.Combine(folder, "reward-model"),
            Host = this,
        });
    }

    /// <summary>Calls until one fails as if the process had died; never when negative.</summary>
    public int CallsLeft { get; set; } = -1;

    /// <summary>The verdicts since each version was served. [versions][responses]</summary>
    public List<List<float>> Verdicts { get; } = [];

    public static RewardOptions Reward { get; } = new() { ProcessWeight = 1, VerifiableWeight = 1, VerifiableShare = 1, ImplicitUpdate = new() { Beta = 0.5, LearningRate = 5e-3 } };

    public IReadOnlyList<PolicyMetrics> Run(PolicyOptions options)
    {
        var setup = TinyPolicies.Setup(policy, reference, this, folder) with { Options = options, Reward = Reward, Online = online };
        new PolicyTrainer(setup).Run(new Progress<PolicyMetrics>(), TestContext.Current.CancellationToken);
        return RunLog.Read<PolicyMetrics>(Path.Combine(folder, "metrics.jsonl"));
    }

    public void Serve(string checkpoint, CancellationToken cancellationToken)
    {
        WarmStart.Apply(served, TinyPolicies.Vocabulary.Pieces, checkpoint);
        lock (Verdicts)
            Verdicts.Add([]);
    }

    public Task<RolloutReward[][]> RewardAsync(IReadOnlyList<RolloutGroup> groups, CancellationToken cancellationToken)
    {
        lock (Verdicts) // one at a time: libtorch's modes are a thread's own, its weights are not
        {
            if (CallsLeft >= 0 && CallsLeft-- == 0)
                throw new IOException("The test pulled the plug.");
            return Task.FromResult(groups.Select(Judge).ToArray());
        }
    }

    public void Dispose()
    {
        online.Dispose();
        foreach (var model in new[] { served, policy, reference, learning })
            model.Dispose();
    }

    private RolloutReward[] Judge(RolloutGroup group)
    {
        var beta = Reward.ImplicitUpdate!.Beta;
        var scorer = new ImplicitScorer(new ImplicitLoss(served, reference, beta), encoder, beta);
        return [.. group.Rollouts.Select(rollout => new RolloutReward
        {
            // Evaluations send steps as they come, to a judge that reads them all; here they only must not fail.
            StepScores = group.IsVerifiable ? [.. scorer.Margins([LabelledTrajectory.Chain("", group.Problem.Text, rollout.Steps.Texts, -1, null)])[0]] : new float[rollout.Steps.Texts.Count],
            Returns = [],
            Advantages = [],
            Outcome = 0,
            Verifiable = group.IsVerifiable ? VerdictOf(rollout.Response.Ids) : null,
        })];
    }

    private float VerdictOf(int[] ids)
    {
        var verdict = ids.Count(id => id % 2 == 0) * 2 > ids.Length ? 1f : 0;
        Verdicts[^1].Add(verdict);
        return verdict;
    }
}
