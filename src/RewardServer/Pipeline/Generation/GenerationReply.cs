using RewardServer.Api;
using RewardServer.Scoring;

namespace RewardServer.Pipeline.Generation;

/// <summary>What was written, in the API's words.</summary>
internal static class GenerationReply
{
    /// <summary>The result of a trajectory that a generative model judged.</summary>
    public static TrajectoryResult Of(ScoringCall call, TrajectoryWork work, TrajectoryScore score)
    {
        var spans = call.Wants.Contains(IncludePart.Spans) ? CharSpans.Of(work, call.StepSeparator) : null;
        return new()
        {
            Index = work.Index,
            Id = work.Id,
            Steps = [.. score.StepScores.Select((step, i) => new StepResult { Index = i, Score = step, Chars = spans?[i] })],
            Score = score.Score,
            Aggregation = call.NamesAggregation && call.Model.JudgesSteps ? call.Rule.Aggregator.Name : null,
            FirstError = score.FirstError,
            Verdict = ReplyStage.VerdictOf(work),
            Verification = new()
            {
                Samples = [.. work.Written!.Samples.Select(sample => new VerifierSampleResult
                {
                    Verdict = sample.Verdict,
                    Probability = (float?)sample.Probability,
                    FinishReason = sample.FinishReason,
                    GeneratedTokens = sample.GeneratedTokens,
                    Text = call.Wants.Contains(IncludePart.Text) ? sample.Text : null,
                })],
                DecidedEarly = work.Written.DecidedEarly,
            },
            Usage = ReplyStage.UsageOf(work),
            Receipt = call.Wants.Contains(IncludePart.Receipt) ? ReplyStage.Receipt(call, work, CacheState.Miss) : null,
        };
    }
}
