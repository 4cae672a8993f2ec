namespace RewardServer.Scoring.Selection;

/// <summary>w_g = n_g, the number of candidates that gave the answer.</summary>
internal sealed class MajorityMethod : ISelectionMethod
{
    public string Name => SelectionMethods.Majority;

    public bool IsVote => true;

    public double[] Weigh(ReadOnlySpan<float> scores, ReadOnlySpan<int> groups) => GroupSums.Of(groups, _ => 1);
}
