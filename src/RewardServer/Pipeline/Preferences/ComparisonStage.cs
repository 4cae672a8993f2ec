using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Errors;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Preferences;

namespace RewardServer.Pipeline.Preferences;

/// <summary>What a model put out for two responses to a preference between them.</summary>
internal static class ComparisonStage
{
    /// <summary>The result of a pair once its outputs are there.</summary>
    public static async Task<PreferenceResult> RunAsync(PreferenceCall call, PairWork pair, Task inferred, ObservedCall observed)
    {
        await inferred;
        if (pair.Error is null && pair.Work[0].Compared is { } compared)
        {
            observed.Compared(pair);
            return Of(pair, compared);
        }
        if (pair.Error is null)
        {
            if (Compare(call, pair).TryGet(out var preference, out var error))
            {
                observed.Compared(pair);
                return Of(pair, preference);
            }
            pair.Work[0].Error = error;
        }
        var failed = Array.Find(pair.Work, work => work.Error is not null)!;
        return call.IsPartial
            ? new() { Index = pair.Index, Id = pair.Id, Error = ProblemDetailsMapping.Of(failed.Error!) }
            : throw EncodingStage.Failed(call, failed, failed.Error!);
    }

    private static ScoringResult<Preference> Compare(PreferenceCall call, PairWork pair)
    {
        var model = call.Model.Encoded;
        return call.Model.ReadsPairs
            ? model.Comparison!.Compare(pair.Work[0].RowsOf(0, model.RowWidth), pair.Work[0].RowsOf(1, model.RowWidth))
            : model.Comparison!.Compare(pair.Work[0].Outputs, pair.Work[1].Outputs);
    }

    /// <summary>What was written has no number of its own but the preference.</summary>
    private static PreferenceResult Of(PairWork pair, PairwiseSample compared) => new()
    {
        Index = pair.Index,
        Id = pair.Id,
        Preference = (float)compared.Preference!.Value,
        Usage = new() { Tokens = compared.PromptTokens, ComputedTokens = compared.PromptTokens, GeneratedTokens = compared.GeneratedTokens },
    };

    private static PreferenceResult Of(PairWork pair, Preference preference) => new()
    {
        Index = pair.Index,
        Id = pair.Id,
        Preference = preference.Probability,
        Score = preference.Score,
        Cache = Array.TrueForAll(pair.Work, work => work.IsHit) ? CacheState.Hit
            : Array.Exists(pair.Work, work => work.Hits > 0) ? CacheState.Partial : CacheState.Miss,
        Usage = new() { Tokens = pair.Work.Sum(work => work.Tokens), ComputedTokens = pair.Work.Sum(work => work.ComputedTokens) },
    };
}
