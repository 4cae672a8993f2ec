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
            return PlanLanguage(options, config.Architecture, config.Vocabulary, config.NameOrPath);
        var isValue = layers.Family is HeadFamily.StepValue or HeadFamily.PrefixValue or HeadFamily.Reward;
        var plan = new HeadPlan(isValue ? PackedGraph.ValueHead : PackedGraph.ClassifierHead, layers.Outputs);
        return options.Head is null || options.Head == plan.Head
            ? plan
            : throw new CheckpointException($"The checkpoint ({config.Architecture}) has the head {plan.Head}, not {Quote(options.Head)}.");
    }

    /// <summary>The head of a language model, which the options or the format name; what it was saved as is a hint at best.</summary>
    public static HeadPlan PlanLanguage(ImportOptions options, string architecture, int vocabulary, string? savedAs = null)
    {
        var format = LanguageFormat.Of(options.Format?.Name);
        var implied = options.Verifier is null ? format?.Head : PackedGraph.NextTokenHead;
        if ((options.Head ?? implied) is not { } head || !LanguageHeads.Contains(head))
            throw new CheckpointException($"{architecture} is a language model; say how it judges with a head: {string.Join(", ", LanguageHeads)}.{Hint(options, savedAs)}");
        if (head == PackedGraph.TargetHead)
            return new HeadPlan(head, 1);
        if (head == PackedGraph.NextTokenHead)
            return new HeadPlan(head, vocabulary);
        var ids = LabelIds(options, vocabulary, head, format);
        return new HeadPlan(head, ids.Count, ids);
    }

    private static IReadOnlyList<int> LabelIds(ImportOptions options, int vocabulary, string head, LanguageFormat? format)
    {
        var ids = options.LabelIds ?? (options.LabelTokens ?? format?.Labels)?.Select(t => FindLabel(options, format, t)).ToList() ?? [];
        if (ids.Count == 0)
            throw new CheckpointException($"The head {head} needs label tokens, the one that means good first.");
        foreach (var id in ids)
        {
            if (id < 0 || id >= vocabulary)
                throw new CheckpointException($"Label token {id} is not in the vocabulary of {vocabulary} tokens.");
        }

        return ids.Distinct().Count() == ids.Count ? ids : throw new CheckpointException("The label tokens are not all different.");
    }

    private static string Hint(ImportOptions options, string? savedAs) =>
        (LanguageFormat.Hint(savedAs) ?? LanguageFormat.Hint(Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Checkpoint)))) is { } format
            ? $" Its name suggests the format {format}, which has a head of its own: --format {format}."
            : "";

    private static int FindLabel(ImportOptions options, LanguageFormat? format, string text) =>
        (options.FindToken is { } find ? format?.FindLabel(find, text) ?? find(text) : null) ?? throw new CheckpointException($"The label {Quote(text)} is not one token of the checkpoint's tokenizer; give label ids instead.");
}
