namespace RewardServer.Scoring.Selection;

/// <summary>w_g = Σ s_i.</summary>
internal sealed class WeightedVoteMethod : ISelectionMethod
{
    public string Name => SelectionMethods.WeightedVote;

    public bool IsVote => true;

    public double[] Weigh(ReadOnlySpan<float> scores, ReadOnlySpan<int> groups)
    {
        var s = scores.ToArray();
        return GroupSums.Of(groups, i => s[i]);
    }
}
