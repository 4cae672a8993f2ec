namespace RewardServer.Scoring.Manifests;

/// <summary>
/// What is asked of a graph made elsewhere (Optimum, torch) that the <c>padded</c> executor runs; B sequences, T tokens each,
/// padding on the right. Inputs are found by their names: one with <c>mask</c> in it is the attention mask, one with <c>type</c> or
/// <c>segment</c> the token types, one with <c>position</c> the positions, and the one that is left the token ids, all [B, T]. The output
/// <c>logits</c>, else <c>last_hidden_state</c>, else the only one, is float or float16, [B, W] or [B] (one row a sequence, whatever is read) or
/// [B, T, W] (a row a token). W is <c>graph.outputs</c>, or for heads over labels and targets <c>graph.vocabulary</c>.
/// </summary>
public static class PaddedGraph
{
    /// <summary>The output that is taken when there is one of this name.</summary>
    public const string Logits = "logits";

    /// <summary>The output that is taken when there are no <see cref="Logits"/>.</summary>
    public const string LastHiddenState = "last_hidden_state";

    /// <summary>Heads such a graph can have.</summary>
    public static IReadOnlyList<string> Heads { get; } =
        [PackedGraph.ClassifierHead, PackedGraph.ValueHead, PackedGraph.LabelTokensHead, PackedGraph.LabelLogProbabilityHead, PackedGraph.TargetHead];
}
