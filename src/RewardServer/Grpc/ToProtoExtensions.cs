using RewardServer.Api;
using RewardServer.Scoring.Formats;
using Proto = Reward.V1;

namespace RewardServer.Grpc;

/// <summary>Replies of the API as gRPC messages, field by field.</summary>
internal static class ToProtoExtensions
{
    /// <summary>The reply of a call.</summary>
    public static Proto.ScoreResponse ToProto(this ScoreResponse response)
    {
        var message = new Proto.ScoreResponse
        {
            Model = response.Model,
            Fingerprint = response.Fingerprint,
            Usage = response.Usage.ToProto(),
            Timings = new()
            {
                TokenizeMs = response.Timings.TokenizeMs,
                QueueMs = response.Timings.QueueMs,
                InferMs = response.Timings.InferMs,
                TotalMs = response.Timings.TotalMs,
            },
        };
        foreach (var result in response.Results ?? [])
            message.Results.Add(result.ToProto());
        return message;
    }

    /// <summary>The result of a trajectory.</summary>
    public static Proto.TrajectoryResult ToProto(this TrajectoryResult result)
    {
        var message = new Proto.TrajectoryResult
        {
            Index = result.Index,
            Score = result.Score ?? 0,
            Aggregation = result.Aggregation ?? "",
            Usage = result.Usage?.ToProto(),
            Verdict = result.Verdict?.ToProto(),
            Truncated = result.Truncated?.ToProto(),
            Error = result.Error is { } error ? new() { Code = error.Code, Detail = error.Detail } : null,
            Cache = result.Cache switch
            {
                CacheState.Hit => Proto.CacheState.Hit,
                CacheState.Partial => Proto.CacheState.Partial,
                _ => Proto.CacheState.Miss,
            },
        };
        if (result.Id is { } id)
            message.Id = id;
        if (result.FirstError is { } firstError)
            message.FirstError = firstError;
        if (result.Receipt is { } receipt)
            message.Receipt = receipt;
        message.Logits.Add(result.Logits ?? []);
        message.Details.Add(result.Details.ToProto());
        foreach (var step in result.Steps ?? [])
            message.Steps.Add(step.ToProto());
        return message;
    }

    /// <summary>A model that is served.</summary>
    public static Proto.Model ToProto(this ModelInfo model)
    {
        var message = new Proto.Model
        {
            Name = model.Name,
            Kind = model.Kind,
            Format = model.Format,
            Fingerprint = model.Fingerprint,
            Precision = model.Precision,
            MaxTokens = model.MaxTokens,
            Determinism = model.Determinism,
            Aggregations = { model.Aggregations },
            DefaultAggregation = model.DefaultAggregation ?? "",
            Scale = model.Scale ?? "",
            Device = model.Device,
            Details = { model.Details },
            Calls = { model.Calls },
            Layout = model.Layout ?? "",
        };
        if (model.Threshold is { } threshold)
            message.Threshold = threshold;
        return message;
    }

    /// <summary>What was counted.</summary>
    public static Proto.Usage ToProto(this Usage usage) => new() { Tokens = usage.Tokens, ComputedTokens = usage.ComputedTokens };

    private static Dictionary<string, float> ToProto(this IReadOnlyDictionary<string, float>? details) => details is null ? [] : new(details);

    private static Proto.StepResult ToProto(this StepResult step) => new()
    {
        Index = step.Index,
        Score = step.Score,
        Logits = { step.Logits ?? [] },
        Chars = step.Chars is [var start, var end] ? new() { Start = start, End = end } : null,
        Tokens = step.Tokens is [var first, var last] ? new() { Start = first, End = last } : null,
        Details = { step.Details.ToProto() },
        TokenIds = { step.TokenIds ?? [] },
        TokenLogRatios = { step.TokenLogRatios ?? [] },
    };

    private static Proto.Verdict ToProto(this Verdict verdict)
    {
        var message = new Proto.Verdict { Status = verdict.Status };
        if (verdict.Answer is { } answer)
            message.Answer = answer;
        if (verdict.Reason is { } reason)
            message.Reason = reason;
        return message;
    }

    private static Proto.TruncationInfo ToProto(this TruncationInfo truncated) => new()
    {
        Side = truncated.Side == Truncation.Left ? Proto.Truncation.Left : Proto.Truncation.Right,
        DroppedTokens = truncated.DroppedTokens,
        DroppedSteps = truncated.DroppedSteps,
    };
}
