using System.Text.Json;
using RewardServer.Api;
using RewardServer.Api.Preferences;
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
            Timings = response.Timings.ToProto(),
        };
        foreach (var result in response.Results ?? [])
            message.Results.Add(result.ToProto());
        return message;
    }

    /// <summary>The reply of a call that compares.</summary>
    public static Proto.ComparePairsResponse ToProto(this PreferenceResponse response) => new()
    {
        Model = response.Model,
        Fingerprint = response.Fingerprint,
        Results = { response.Results.Select(ToProto) },
        Usage = response.Usage.ToProto(),
        Timings = response.Timings.ToProto(),
    };

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
            Error = result.Error?.ToProto(),
            Cache = result.Cache.ToProto(),
            Verification = result.Verification?.ToProto(),
            Components = { result.Components.ToProto() },
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
            Method = model.Method ?? "",
            Components = { model.Components.ToProto() },
        };
        if (model.Threshold is { } threshold)
            message.Threshold = threshold;
        return message;
    }

    /// <summary>What was counted.</summary>
    public static Proto.Usage ToProto(this Usage usage)
    {
        var message = new Proto.Usage { Tokens = usage.Tokens, ComputedTokens = usage.ComputedTokens };
        if (usage.GeneratedTokens is { } generated)
            message.GeneratedTokens = generated;
        return message;
    }

    private static Proto.Verification ToProto(this VerificationResult verification) =>
        new() { DecidedEarly = verification.DecidedEarly, Samples = { verification.Samples.Select(ToProto) } };

    private static Proto.VerifierSample ToProto(this VerifierSampleResult sample)
    {
        var message = new Proto.VerifierSample
        {
            Verdict = JsonNamingPolicy.SnakeCaseLower.ConvertName(sample.Verdict.ToString()),
            FinishReason = JsonNamingPolicy.SnakeCaseLower.ConvertName(sample.FinishReason.ToString()),
            GeneratedTokens = sample.GeneratedTokens,
        };
        if (sample.Probability is { } probability)
            message.Probability = probability;
        if (sample.Text is { } text)
            message.Text = text;
        return message;
    }

    private static Dictionary<string, float> ToProto(this IReadOnlyDictionary<string, float>? details) => details is null ? [] : new(details);

    private static Proto.PreferenceResult ToProto(this PreferenceResult result)
    {
        var message = new Proto.PreferenceResult
        {
            Index = result.Index,
            Preference = result.Preference ?? 0,
            Score = result.Score ?? 0,
            Cache = result.Cache.ToProto(),
            Usage = result.Usage?.ToProto(),
            Error = result.Error?.ToProto(),
        };
        if (result.Id is { } id)
            message.Id = id;
        return message;
    }

    /// <summary>Why one item has no result.</summary>
    public static Proto.ItemError ToProto(this ItemError error) => new() { Code = error.Code, Detail = error.Detail };

    /// <summary>Where the time went.</summary>
    public static Proto.Timings ToProto(this Timings timings) => new()
    {
        TokenizeMs = timings.TokenizeMs,
        QueueMs = timings.QueueMs,
        InferMs = timings.InferMs,
        TotalMs = timings.TotalMs,
    };

    private static Proto.CacheState ToProto(this CacheState? cache) => cache switch
    {
        CacheState.Hit => Proto.CacheState.Hit,
        CacheState.Partial => Proto.CacheState.Partial,
        _ => Proto.CacheState.Miss,
    };

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

    /// <summary>What a verifier says.</summary>
    public static Proto.Verdict ToProto(this Verdict verdict)
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
