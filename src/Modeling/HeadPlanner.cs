using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling;

/// <summary>Decides which head to build from what the checkpoint has and what the user asked for.</summary>
internal static class HeadPlanner
{
    private static readonly string[] LanguageHeads = [PackedGraph.LabelTokensHead, PackedGraph.LabelLogProbabilityHead, PackedGraph.TargetHead, PackedGraph.NextTokenHead];

    public static HeadPlan Plan(ImportOptions options, DecoderConfig config, HeadTensors head)
    {
        if (head is not HeadTensors.Perceptrons layers)
            return PlanLanguage(options, config);
        var isValue = layers.Family is HeadFamily.StepValue or HeadFamily.PrefixValue or HeadFamily.Reward;
        var plan = new HeadPlan(isValue ? PackedGraph.ValueHead : PackedGraph.ClassifierHead, layers.Outputs);
        return options.Head is null || options.Head == plan.Head
            ? plan
            : throw new CheckpointException($"The checkpoint ({config.Architecture}) has the head {plan.Head}, not {Quote(options.Head)}.");
    }

    private static HeadPlan PlanLanguage(ImportOptions options, DecoderConfig config)
    {
        if (options.Head is not { } head || !LanguageHeads.Contains(head))
            throw new CheckpointException($"{config.Architecture} is a language model; say how it judges with a head: {string.Join(", ", LanguageHeads)}.");
        if (head == PackedGraph.TargetHead)
            return new HeadPlan(head, 1);
        if (head == PackedGraph.NextTokenHead)
            return new HeadPlan(head, config.Vocabulary);
        var ids = LabelIds(options, config);
        return new HeadPlan(head, ids.Count, ids);
    }

    private static IReadOnlyList<int> LabelIds(ImportOptions options, DecoderConfig config)
    {
        var ids = options.LabelIds ?? options.LabelTokens?.Select(t => FindLabel(options, t)).ToList() ?? [];
        if (ids.Count == 0)
            throw new CheckpointException($"The head {options.Head} needs label tokens, the one that means good first.");
        foreach (var id in ids)
        {
            if (id < 0 || id >= config.Vocabulary)
                throw new CheckpointException($"Label token {id} is not in the vocabulary of {config.Vocabulary} tokens.");
        }

        return ids.Distinct().Count() == ids.Count ? ids : throw new CheckpointException("The label tokens are not all different.");
    }

    private static int FindLabel(ImportOptions options, string text) =>
        options.FindToken?.Invoke(text) ?? throw new CheckpointException($"The label {Quote(text)} is not one token of the checkpoint's tokenizer; give label ids instead.");
}
