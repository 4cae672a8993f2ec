using Reward.V1;
using RewardServer.Client;
using RewardServer.Scoring.Advantages;

namespace RewardServer.Training.Rewards;

/// <summary>Rewards by the reward server, over gRPC. Credit, verifiable rewards and advantages are its; nothing of it is worked out twice.</summary>
/// <param name="client">The server.</param>
/// <param name="options">What is asked for.</param>
/// <param name="patience">How failures that pass are waited out.</param>
internal sealed class ServerRewards(RewardClient client, RewardOptions options, ServerPatience patience) : IRewardSource
{
    /// <summary>The model that is asked; not to be changed while a call is under way.</summary>
    public string Model { get; set; } = options.Model;

    /// <inheritdoc />
    public async Task<RolloutReward[][]> RewardAsync(IReadOnlyList<RolloutGroup> groups, CancellationToken cancellationToken)
    {
        var request = Request(groups);
        var response = await patience.WaitAsync(timeout => client.ComputeRewardsAsync(request, timeout, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. response.Groups.Select(group => group.Responses.Select(Read).ToArray())];
    }

    /// <summary>The call for groups.</summary>
    internal ComputeRewardsRequest Request(IReadOnlyList<RolloutGroup> groups)
    {
        var request = new ComputeRewardsRequest
        {
            Model = Model,
            Credit = new Credit { Method = options.Credit, Temperature = options.Temperature, Gamma = options.Gamma },
            ProcessWeight = options.ProcessWeight,
            VerifiableWeight = options.VerifiableWeight,
            Advantage = options.Advantage == TokenAdvantageOptions.PaddedToken ? AdvantageEstimators.None : options.Advantage,
            Whiten = false, // over the whole batch, which is several calls, and with the KL penalty: the trainer does it
            RewardScale = options.RewardScale,
        };
        if (options.Clip is { } clip)
        {
            request.Credit.Clip = clip;
        }

        request.Groups.AddRange(groups.Select(Group));
        return request;
    }

    private static Reward.V1.RolloutGroup Group(RolloutGroup group)
    {
        var message = new Reward.V1.RolloutGroup { Problem = group.Problem.Text };
        if (group.IsVerifiable)
        {
            message.ReferenceAnswer = group.Problem.Answer;
        }

        message.Responses.AddRange(group.Rollouts.Select(rollout => new Reward.V1.Rollout
        {
            Steps = { rollout.Steps.Texts },
            StepTokenCounts = { rollout.Steps.TokenCounts },
            TokenCount = rollout.Response.Ids.Length,
        }));
        return message;
    }

    private static RolloutReward Read(RolloutRewards rewards) => new()
    {
        StepScores = [.. rewards.StepScores],
        Returns = [.. rewards.Returns],
        Advantages = [.. rewards.Advantages],
        Outcome = rewards.OutcomeReward,
        Verifiable = rewards.HasVerifiableReward ? rewards.VerifiableReward : null,
        Flags = [.. rewards.Flags.Select(flag => flag.Name)],
    };
}
