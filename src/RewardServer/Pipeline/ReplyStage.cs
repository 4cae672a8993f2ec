using System.Text;
using System.Text.Json;
using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline.Composition;
using RewardServer.Pipeline.Generation;
using RewardServer.Pipeline.Preferences;
using RewardServer.Scoring;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Pipeline;

/// <summary>What was found, in the API's words.</summary>
internal static class ReplyStage
{
    /// <summary>The reply of a whole call.</summary>
    public static ScoreResponse Run(ScoringCall call, TrajectoryResult[] results, ObservedCall observed)
    {
        var (tokens, computed) = (0L, 0L);
        foreach (var result in results)
        {
            tokens += result.Usage?.Tokens ?? 0;
            computed += result.Usage?.ComputedTokens ?? 0;
        }
        var generated = !call.Model.Writes ? (long?)null : results.Sum(result => result.Usage?.GeneratedTokens ?? 0);
        return new()
        {
            Model = call.Model.Name,
            Fingerprint = call.Model.Fingerprint,
            Results = results,
            Usage = new() { Tokens = tokens, ComputedTokens = computed, GeneratedTokens = generated },
            Timings = observed.ToTimings(call.Work),
        };
    }

    /// <summary>The reply of a call that compares.</summary>
    public static PreferenceResponse Run(PreferenceCall call, PreferenceResult[] results, ObservedCall observed)
    {
        var (tokens, computed) = (0L, 0L);
        foreach (var result in results)
        {
            tokens += result.Usage?.Tokens ?? 0;
            computed += result.Usage?.ComputedTokens ?? 0;
        }
        return new()
        {
            Model = call.Model.Name,
            Fingerprint = call.Model.Fingerprint,
            Results = results,
            Usage = new() { Tokens = tokens, ComputedTokens = computed, GeneratedTokens = call.Model.Generative is null ? null : results.Sum(result => result.Usage?.GeneratedTokens ?? 0) },
            Timings = observed.ToTimings(call.Work),
        };
    }

    /// <summary>The result of a trajectory without scores.</summary>
    public static TrajectoryResult Failed(TrajectoryWork work) =>
        new() { Index = work.Index, Id = work.Id, Components = CompositionReply.Of(work), Error = ProblemDetailsMapping.Of(work.Error!) };

    /// <summary>What a verifier says of a trajectory's answer; null without a reference answer.</summary>
    public static Verdict? VerdictOf(TrajectoryWork work) => work.Verdict is not { } verdict ? null : new()
    {
        Status = JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.Status.ToString()),
        Answer = verdict.Answer,
        Reason = verdict.Reason,
    };

    /// <summary>What a call's work took in all.</summary>
    public static Usage UsageOf(ModelCall call) => new()
    {
        Tokens = call.Work.Sum(work => (long)work.Tokens),
        ComputedTokens = call.Work.Sum(work => (long)work.ComputedTokens),
        GeneratedTokens = !call.Model.Writes ? null : call.Work.Sum(work => (long)(work.GeneratedTokens ?? 0)),
    };

    /// <summary>What one piece of work took.</summary>
    public static Usage UsageOf(TrajectoryWork work) =>
        new() { Tokens = work.Tokens, ComputedTokens = work.ComputedTokens, GeneratedTokens = work.GeneratedTokens };

    /// <summary>The result of a scored trajectory.</summary>
    public static TrajectoryResult Of(ScoringCall call, TrajectoryWork work, TrajectoryScore score)
    {
        if (call.Model.Generative is not null)
            return GenerationReply.Of(call, work, score);
        if (call.Model.Composite is not null)
            return CompositionReply.Of(call, work, score);
        var cache = CacheOf(work);
        var model = call.Model.Encoded;
        var isOutcome = !model.Input.Format.ReadsEachStep;
        return new()
        {
            Index = work.Index,
            Id = work.Id,
            Steps = Steps(call, work, score),
            Score = score.Score,
            Logits = isOutcome && call.Wants.Contains(IncludePart.Logits) ? work.RowsOf(0, model.RowWidth).ToArray() : null,
            Details = isOutcome && call.Wants.Contains(IncludePart.Details) ? Details(model, work, 0) : null,
            Aggregation = call.Rule.Aggregator.Name,
            FirstError = score.FirstError,
            Verdict = VerdictOf(work),
            Cache = cache,
            Usage = UsageOf(work),
            Truncated = work.Encoded!.Truncated is { } cut ? new() { Side = cut.Side, DroppedTokens = cut.DroppedTokens, DroppedSteps = cut.DroppedSteps } : null,
            Receipt = call.Wants.Contains(IncludePart.Receipt) ? Receipt(call, work, cache) : null,
        };
    }

    /// <summary>What a result has whose model puts out no numbers of its own beside scores.</summary>
    public static TrajectoryResult OfScores(ScoringCall call, TrajectoryWork work, TrajectoryScore score)
    {
        var spans = call.Wants.Contains(IncludePart.Spans) ? CharSpans.Of(work, call.StepSeparator) : null;
        return new()
        {
            Index = work.Index,
            Id = work.Id,
            Steps = [.. score.StepScores.Select((step, i) => new StepResult { Index = i, Score = step, Chars = spans?[i] })],
            Score = score.Score,
            FirstError = score.FirstError,
            Verdict = VerdictOf(work),
            Usage = UsageOf(work),
            Receipt = call.Wants.Contains(IncludePart.Receipt) ? Receipt(call, work, CacheOf(work)) : null,
        };
    }

    /// <summary>How much came from the cache.</summary>
    public static CacheState CacheOf(TrajectoryWork work) => work.IsHit ? CacheState.Hit : work.Hits > 0 ? CacheState.Partial : CacheState.Miss;

    private static StepResult[] Steps(ScoringCall call, TrajectoryWork work, TrajectoryScore score)
    {
        var steps = new StepResult[score.StepScores.Count];
        var spans = call.Wants.Contains(IncludePart.Spans) ? CharSpans.Of(work, call.StepSeparator) : null;
        var model = call.Model.Encoded;
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = new()
            {
                Index = i,
                Score = score.StepScores[i],
                Logits = call.Wants.Contains(IncludePart.Logits) ? work.RowsOf(i, model.RowWidth).ToArray() : null,
                Chars = spans?[i],
                Tokens = spans is null ? null : [work.Encoded!.StepTokens[i].Start, work.Encoded.StepTokens[i].End],
                Details = call.Wants.Contains(IncludePart.Details) ? Details(model, work, i) : null,
                TokenIds = call.Wants.Contains(IncludePart.Tokens) ? work.Encoded!.TargetsOf(i).ToArray() : null,
                TokenLogRatios = call.Wants.Contains(IncludePart.Tokens) ? LogRatios.PerToken(work.RowsOf(i, model.RowWidth)) : null,
            };
        }
        return steps;
    }

    private static Dictionary<string, float> Details(EncodedModel model, TrajectoryWork work, int score)
    {
        var values = model.Readout!.ReadDetails(work.RowsOf(score, model.RowWidth));
        return new(model.Readout.DetailNames.Zip(values, KeyValuePair.Create));
    }

    /// <summary>What the scores depend on, in one line.</summary>
    public static string Receipt(ScoringCall call, TrajectoryWork work, CacheState cache)
    {
        var info = call.Model.Info;
        return new StringBuilder()
            .Append("model=").Append(info.Name)
            .Append(";fingerprint=").Append(info.Fingerprint)
            .Append(";format=").Append(info.Format)
            .Append(";readout=").Append(call.Model.Readout)
            .Append(";precision=").Append(info.Precision)
            .Append(";determinism=").Append(info.Determinism)
            .Append(";tokens=").Append(work.Tokens)
            .Append(";cache=").Append(cache == CacheState.Hit ? "hit" : cache == CacheState.Partial ? "partial" : "miss")
            .ToString();
    }
}
