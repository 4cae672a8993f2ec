using RewardServer.Scoring;
using RewardServer.Scoring.Aggregation;
using RewardServer.Training.Evaluation.Serving;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>Problems with solutions, and what a model says of each.</summary>
internal static class ScoredSets
{
    /// <summary>The judgements of each problem's solutions.</summary>
    public static Judgement[][] Split(IReadOnlyList<CandidateSet> sets, IReadOnlyList<Judgement> judgements)
    {
        var next = 0;
        return [.. sets.Select(set => set.Candidates.Select(_ => judgements[next++]).ToArray())];
    }

    /// <summary>
    /// The ways to make one score of a judgement, null without one: the model's own first, then every aggregation that makes sense of its step scores.
    /// </summary>
    public static IReadOnlyList<(string Name, Func<Judgement, double?> Of)> Ways(EvaluatedModel model, IReadOnlyList<Judgement> judgements)
    {
        List<(string, Func<Judgement, double?>)> ways = [(Own(model), j => j.IsScored ? j.Score : null)];
        if (judgements.All(j => !j.IsScored || j.Steps.Count > 0))
        {
            var others = model.IsGenerative ? RewardAggregators.NamesFor(model.Scale) : RewardAggregators.NamesFor(model.Scale).Where(name => name != model.Aggregation);
            ways.AddRange(others.Select(name => (name, Aggregated(name, model.Scale))));
        }

        return ways;
    }

    private static string Own(EvaluatedModel model) => model.JudgesSteps && !model.IsGenerative && model.Aggregation.Length > 0 ? model.Aggregation : "score";

    private static Func<Judgement, double?> Aggregated(string name, RewardScale scale)
    {
        var aggregator = RewardAggregators.Create(name, scale).Value;
        return judgement => judgement.IsScored ? aggregator.Aggregate([.. judgement.Steps]) : null;
    }
}
