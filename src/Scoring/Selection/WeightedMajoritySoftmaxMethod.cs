namespace RewardServer.Scoring.Selection;

/// <summary>w_g = Σ softmax(s / T)_i, the softmax being over all candidates that have an answer.</summary>
internal sealed class WeightedMajoritySoftmaxMethod(float temperature) : ISelectionMethod
{
    public string Name => SelectionMethods.WeightedMajoritySoftmax;

    public bool IsVote => true;

    public double[] Weigh(ReadOnlySpan<float> scores, ReadOnlySpan<int> groups)
    {
        var max = double.NegativeInfinity;
        for (var i = 0; i < groups.Length; i++)
            max = groups[i] >= 0 ? Math.Max(max, scores[i]) : max;
        var s = scores.ToArray();
        var weights = GroupSums.Of(groups, i => Math.Exp((s[i] - max) / temperature));
        var sum = weights.Sum();
        for (var g = 0; g < weights.Length; g++)
            weights[g] /= sum;
        return weights;
    }
}
