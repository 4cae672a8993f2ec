using System.Globalization;
using RewardServer.Training.Evaluation.Files;
using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Evaluation.Serving;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>PRMBench (arXiv 2501.03124): tells a model right steps from wrong ones, for nine kinds of errors?</summary>
/// <param name="items">The solutions.</param>
/// <param name="threshold">A step above it is called right; null for the model's own threshold.</param>
/// <param name="redundancyThreshold">A step whose redundancy lies above it is called redundant, if the model tells.</param>
internal sealed class PrmBenchmark(IReadOnlyList<PrmBenchItem> items, float? threshold, float redundancyThreshold) : IBenchmark
{
    private static readonly (string Category, string[] Classes)[] Categories =
    [
        ("simplicity", ["redundency", "circular"]),
        ("soundness", ["counterfactual", "step_contradiction", "domain_inconsistency", "confidence"]),
        ("sensitivity", ["missing_condition", "deception", "multi_solutions"]),
    ];

    /// <inheritdoc />
    public string Name => "prmbench";

    /// <inheritdoc />
    public bool NeedsSteps => true;

    /// <inheritdoc />
    public IReadOnlyList<Solution> Solutions => [.. items.Select(item => new Solution(item.Problem, item.Steps))];

    /// <inheritdoc />
    public BenchmarkReport Measure(EvaluatedModel model, IReadOnlyList<Judgement> judgements)
    {
        var cut = threshold ?? model.Threshold;
        var called = items.Zip(judgements, (item, judgement) => (Item: item, Called: judgement.IsScored ? Labels(item, judgement, cut) : null)).ToArray();
        var twins = called.Where(c => c.Item.Class == PrmBenchItem.Correct && c.Called is not null).ToDictionary(c => c.Item.Id, c => RightShare(c.Called!));
        var classes = called.GroupBy(c => c.Item.Class).Select(g => Report(g.Key, [.. g], twins)).ToArray();
        var total = Report("total", [.. called.Where(c => c.Item.Class != PrmBenchItem.Correct)], twins);
        return new BenchmarkReport(
            [
                string.Create(CultureInfo.InvariantCulture, $"A step that scores above {cut:G5} is called right ({(threshold is null ? $"{model.Name}'s own threshold" : "as asked for")})."),
                model.TellsRedundancy
                    ? string.Create(CultureInfo.InvariantCulture, $"Of redundant and circular solutions a step is called wrong when its redundancy is above {redundancyThreshold:G5}, as PRMBench does with models that tell it.")
                    : "Redundant and circular solutions are judged by the step scores: the model tells no redundancy.",
                "PRMScore: the mean of F1 of right steps and F1 of wrong steps; where there is no wrong step (correct, multi_solutions) F1 of right steps alone. A ratio that is not defined is -1. Solutions without scores are left out of the ratios, as PRMBench does, and counted.",
            ],
            [new ReportSection("classes", "class", [.. classes, total]), .. CategorySection(classes)],
            []);
    }

    private bool[] Labels(PrmBenchItem item, Judgement judgement, float cut) =>
        judgement.Redundancy is { } redundancy && Categories[0].Classes.Contains(item.Class)
            ? [.. redundancy.Select(r => !(r > redundancyThreshold))]
            : [.. judgement.Steps.Select(score => score > cut)];

    private static PrmBenchReport Report(string name, (PrmBenchItem Item, bool[]? Called)[] all, Dictionary<string, double> twins)
    {
        var scored = all.Where(c => c.Called is not null).Select(c => (c.Item, Called: c.Called!)).ToArray();
        return new PrmBenchReport(name, all.Length, all.Length - scored.Length, scored.Aggregate(new StepConfusion(0, 0, 0, 0), (sum, c) => sum + StepConfusion.Of(c.Called, c.Item.WrongSteps)))
        {
            FirstErrorAccuracy = Mean(scored.Where(c => c.Item.WrongSteps.Count > 0), c => c.Called[c.Item.WrongSteps.Min()] ? 0 : 1),
            // Its authors leave out twins of which no step is called right; so do we, or figures could not be compared.
            Similarity = name == PrmBenchItem.Correct
                ? StepConfusion.Undefined
                : Mean(scored.Where(c => twins.GetValueOrDefault(c.Item.Id) > 0), c => Math.Abs(RightShare(c.Called) - twins[c.Item.Id])),
        };
    }

    private static IEnumerable<ReportSection> CategorySection(PrmBenchReport[] classes)
    {
        var scores = classes.ToDictionary(c => c.Class, c => c.Score);
        var categories = Categories
            .Select(c => (c.Category, Classes: c.Classes.Where(scores.ContainsKey).ToArray()))
            .Where(c => c.Classes.Length > 0)
            .Select(c => new PrmBenchCategory(c.Category, c.Classes, c.Classes.Average(name => scores[name])))
            .ToArray();
        return categories.Length > 0 ? [new ReportSection("categories", "category", categories)] : [];
    }

    private static double RightShare(bool[] called) => called.Average(isRight => isRight ? 1.0 : 0);

    private static double Mean<T>(IEnumerable<T> items, Func<T, double> of) => items.Select(of).DefaultIfEmpty(StepConfusion.Undefined).Average();
}
