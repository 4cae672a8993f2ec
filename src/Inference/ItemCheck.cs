using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>Refuses items the graph was not made for, before anything is computed.</summary>
internal sealed class ItemCheck(GraphManifest graph, int maxTokens)
{
    private readonly bool _hasTargets = graph.Head == PackedGraph.TargetHead;
    private readonly bool _readsOnce = graph.Head == PackedGraph.NextTokenHead;

    /// <summary>Throws <see cref="ArgumentException"/> naming the item and what is wrong with it.</summary>
    public void Require(IReadOnlyList<InferenceItem> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (WhyNot(items[i]) is { } reason)
                throw new ArgumentException($"Item {i} of the batch: {reason}.", nameof(items));
        }
    }

    private string? WhyNot(InferenceItem item)
    {
        var tokens = item.TokenIds.Span;
        if (tokens.IsEmpty)
            return "it has no tokens";
        if (tokens.Length > maxTokens)
            return $"it has {tokens.Length} tokens, the model takes {maxTokens}";
        foreach (var id in tokens)
        {
            if ((uint)id >= (uint)graph.Vocabulary)
                return $"token id {id} is outside the vocabulary of {graph.Vocabulary}";
        }

        if (item.Output.Length < item.ReadPositions.Length * graph.Outputs)
            return $"its output holds {item.Output.Length} numbers, {item.ReadPositions.Length} positions of {graph.Outputs} are read";
        if (_readsOnce && item.ReadPositions.Length > 1)
            return $"{item.ReadPositions.Length} positions are read; the head {PackedGraph.NextTokenHead} is read at most once a sequence";
        return WhyNotPositions(item.ReadPositions.Span, tokens.Length) ?? WhyNotTargets(item);
    }

    private static string? WhyNotPositions(ReadOnlySpan<int> positions, int tokens)
    {
        if (positions.IsEmpty)
            return "it has no read position";
        for (var i = 0; i < positions.Length; i++)
        {
            if ((uint)positions[i] >= (uint)tokens)
                return $"read position {positions[i]} is outside its {tokens} tokens";
            if (i > 0 && positions[i] <= positions[i - 1])
                return $"its read positions do not ascend ({positions[i - 1]}, then {positions[i]})";
        }

        return null;
    }

    private string? WhyNotTargets(InferenceItem item)
    {
        if (!_hasTargets)
            return item.Targets.IsEmpty ? null : "it has targets, but the head does not read any";
        if (item.Targets.Length != item.ReadPositions.Length)
            return $"it has {item.Targets.Length} targets for {item.ReadPositions.Length} read positions";
        foreach (var target in item.Targets.Span)
        {
            if ((uint)target >= (uint)graph.Vocabulary)
                return $"target {target} is outside the vocabulary of {graph.Vocabulary}";
        }

        return null;
    }
}
