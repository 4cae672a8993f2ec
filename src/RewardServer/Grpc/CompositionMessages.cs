using RewardServer.Api;
using RewardServer.Api.Composition;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>What composed rewards are made of, as gRPC messages.</summary>
internal static class CompositionMessages
{
    /// <summary>What components say; none where nothing was composed.</summary>
    public static IEnumerable<Proto.ComponentResult> ToProto(this IReadOnlyList<ComponentResult>? components) => (components ?? []).Select(component =>
    {
        var message = new Proto.ComponentResult
        {
            Name = component.Name,
            Kind = component.Kind,
            Status = component.Status,
            StepScores = { component.StepScores ?? [] },
            Error = component.Error?.ToProto(),
        };
        if (component.Value is { } value)
            message.Value = value;
        if (component.Weight is { } weight)
            message.Weight = weight;
        return message;
    });

    /// <summary>What a composed reward is made of; nothing for other models.</summary>
    public static IEnumerable<Proto.ComponentInfo> ToProto(this IReadOnlyList<ComponentInfo>? components) => (components ?? []).Select(component =>
    {
        var message = new Proto.ComponentInfo { Name = component.Name, Kind = component.Kind, Fingerprint = component.Fingerprint ?? "", Scale = component.Scale };
        if (component.Weight is { } weight)
            message.Weight = weight;
        return message;
    });
}
