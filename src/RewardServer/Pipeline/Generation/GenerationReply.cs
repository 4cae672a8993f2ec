using RewardServer.Api;
using RewardServer.Scoring;

namespace RewardServer.Pipeline.Generation;

/// <summary>What was written, in the API's words.</summary>
internal static class GenerationReply
{
    /// <summary>The result of a trajectory that a generative model judged.</summary>
    public static TrajectoryResult Of(ScoringCall call, TrajectoryWork work, TrajectoryScore score) => ReplyStage.OfScores(call, work, score) with
    {
        Aggregation = call.NamesAggregation && call.Model.JudgesSteps ? call.Rule.Aggregator.Name : null,
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
    };
}
