using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Errors;
using RewardServer.Scoring;
using RewardServer.Scoring.Preferences;

namespace RewardServer.Pipeline.Preferences;

/// <summary>Head outputs of two responses to a preference between them.</summary>
internal static class ComparisonStage
{
    /// <summary>The result of a pair once its outputs are there.</summary>
    public static async Task<PreferenceResult> RunAsync(PreferenceCall call, PairWork pair, Task inferred, ObservedCall observed)
    {
        await inferred;
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
