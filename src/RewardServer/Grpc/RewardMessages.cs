using RewardServer.Api.Rewards;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>Calls for rewards and their replies, between gRPC messages and the API.</summary>
internal static class RewardMessages
{
    /// <summary>A call as a request of the API.</summary>
    public static RewardRequest ToRequest(this Proto.ComputeRewardsRequest message) => new()
    {
        Model = FromProto.NameOf(message.Model),
        Groups = [.. message.Groups.Select(ToRequest)],
        StepSeparator = message.HasStepSeparator ? message.StepSeparator : null,
        RewardScale = FromProto.NameOf(message.RewardScale),
        Credit = message.Credit is { } credit ? ToRequest(credit) : null,
        ProcessWeight = message.HasProcessWeight ? message.ProcessWeight : null,
        VerifiableWeight = message.HasVerifiableWeight ? message.VerifiableWeight : null,
        Verifier = FromProto.NameOf(message.Verifier),
        Advantage = FromProto.NameOf(message.Advantage),
        Whiten = message.HasWhiten ? message.Whiten : null,
        Include = [.. message.Include.Where(part => part != Proto.Include.Unspecified).Select(FromProto.Include)],
        OnError = FromProto.OnErrorOf(message.OnError),
    };

    /// <summary>A reply as a message.</summary>
    public static Proto.ComputeRewardsResponse ToProto(this RewardResponse response) => new()
    {
        Model = response.Model,
        Fingerprint = response.Fingerprint,
        Groups = { response.Groups.Select(ToProto) },
        RewardScale = response.RewardScale,
        Credit = response.Credit,
        Advantage = response.Advantage,
        Usage = response.Usage.ToProto(),
        Timings = response.Timings.ToProto(),
    };

    private static RolloutGroupRequest ToRequest(Proto.RolloutGroup message) => new()
    {
        Id = message.HasId ? message.Id : null,
        Problem = message.Problem,
        ReferenceAnswer = message.HasReferenceAnswer ? message.ReferenceAnswer : null,
        Responses = [.. message.Responses.Select(ToRequest)],
    };

    // A repeated field cannot be absent: no steps beside a response are none, and no counts are not known.
    private static RolloutRequest ToRequest(Proto.Rollout message) => new()
    {
        Id = message.HasId ? message.Id : null,
        Steps = message.Steps.Count == 0 && message.HasResponse ? null : message.Steps,
        Response = message.HasResponse ? message.Response : null,
        StepTokenCounts = message.StepTokenCounts.Count == 0 ? null : message.StepTokenCounts,
        TokenCount = message.HasTokenCount ? message.TokenCount : null,
    };

    private static CreditRequest ToRequest(Proto.Credit message) => new()
    {
        Method = FromProto.NameOf(message.Method),
        Temperature = message.HasTemperature ? message.Temperature : null,
        Gamma = message.HasGamma ? message.Gamma : null,
        Clip = message.HasClip ? message.Clip : null,
    };

    private static Proto.GroupRewards ToProto(GroupRewards group)
    {
        var message = new Proto.GroupRewards { Index = group.Index, Responses = { group.Responses.Select(ToProto) } };
        if (group.Id is { } id)
            message.Id = id;
        return message;
    }

    private static Proto.RolloutRewards ToProto(RolloutRewards rewards)
    {
        var message = new Proto.RolloutRewards
        {
            Index = rewards.Index,
            StepScores = { rewards.StepScores ?? [] },
            StepRewards = { rewards.StepRewards ?? [] },
            Returns = { rewards.Returns ?? [] },
            Advantages = { rewards.Advantages ?? [] },
            TokenRewards = { rewards.TokenRewards ?? [] },
            TokenAdvantages = { rewards.TokenAdvantages ?? [] },
            OutcomeReward = rewards.OutcomeReward ?? 0,
            ProcessReward = rewards.ProcessReward ?? 0,
            Verdict = rewards.Verdict?.ToProto(),
            Flags = { (rewards.Flags ?? []).Select(flag => new Proto.RewardFlag { Name = flag.Name, Value = flag.Value }) },
            Error = rewards.Error?.ToProto(),
            Components = { rewards.Components.ToProto() },
        };
        if (rewards.Id is { } id)
            message.Id = id;
        if (rewards.Score is { } score)
            message.Score = score;
        if (rewards.VerifiableReward is { } verifiable)
            message.VerifiableReward = verifiable;
        return message;
    }
}
