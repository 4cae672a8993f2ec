namespace RewardServer.Modeling.Graphs;

/// <summary>Which head to build; names are those of <c>PackedGraph</c>.</summary>
/// <param name="Head">The manifest's name of the head.</param>
/// <param name="Outputs">Numbers per read position.</param>
/// <param name="LabelIds">Vocabulary ids of label heads, in order.</param>
internal sealed record HeadPlan(string Head, int Outputs, IReadOnlyList<int>? LabelIds = null);
