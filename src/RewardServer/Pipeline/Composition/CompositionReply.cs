using RewardServer.Api;
using RewardServer.Api.Composition;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Pipeline.Composition;

/// <summary>What the components of a composed reward say, in the API's words.</summary>
internal static class CompositionReply
{
    /// <summary>The result of a trajectory whose reward was composed.</summary>
    public static TrajectoryResult Of(ScoringCall call, TrajectoryWork work, TrajectoryScore score) => ReplyStage.OfScores(call, work, score) with
    {
        Aggregation = call.Model.JudgesSteps ? call.Rule.Aggregator.Name : null,
        Cache = ReplyStage.CacheOf(work),
        Components = Of(work),
    };

    /// <summary>One entry a component; null where nothing was composed.</summary>
    public static IReadOnlyList<ComponentResult>? Of(TrajectoryWork work) => work.Components is not { } outcomes ? null : [.. outcomes.Select(outcome => new ComponentResult
    {
        Name = outcome.Component.Name,
        Kind = outcome.Component.Kind,
        Status = outcome.Value.IsSuccess ? "ok" : outcome.IsUnverifiable ? "unverifiable" : "failed",
        Value = outcome.Value.IsSuccess ? outcome.Value.Value : null,
        Weight = (float?)outcome.Component.Weight,
        StepScores = outcome.StepScores is { Length: > 0 } steps ? steps : null,
        Error = outcome.Value.Error is { } error ? ProblemDetailsMapping.Of(error) : null,
    })];
}
