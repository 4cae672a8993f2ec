namespace RewardServer.Scoring.Selection;

/// <summary>w_g = max s_i.</summary>
internal sealed class BestMethod : ISelectionMethod
{
    public string Name => SelectionMethods.Best;

    public bool IsVote => false;

    public double[] Weigh(ReadOnlySpan<float> scores, ReadOnlySpan<int> groups)
    {
        var weights = new double[GroupSums.Count(groups)];
        Array.Fill(weights, double.NegativeInfinity);
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i] >= 0)
                weights[groups[i]] = Math.Max(weights[groups[i]], scores[i]);
        }
        return weights;
    }
}
