namespace RewardServer.Scoring.Selection;

/// <summary>
/// w_g = mean s_i - α ln(N M) / (n_g M + 1) for N candidates with an answer, n_g of them with this one, each verified M times
/// (Heimdall, arXiv 2504.10337); here M = 1, for a candidate's score is one number, however it was found.
/// </summary>
internal sealed class PessimisticMethod(float alpha) : ISelectionMethod
{
    public string Name => SelectionMethods.Pessimistic;

    public bool IsVote => true;

    public double[] Weigh(ReadOnlySpan<float> scores, ReadOnlySpan<int> groups)
    {
        var s = scores.ToArray();
        var sums = GroupSums.Of(groups, i => s[i]);
        var counts = GroupSums.Of(groups, _ => 1);
        var penalty = alpha * Math.Log(counts.Sum());
        for (var g = 0; g < sums.Length; g++)
            sums[g] = (sums[g] / counts[g]) - (penalty / (counts[g] + 1));
        return sums;
    }
}
