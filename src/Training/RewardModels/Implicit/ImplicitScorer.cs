using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels.Implicit;

/// <summary>Scores trajectories with the pair in training: σ(β Σ log-ratio) over each step's own tokens.</summary>
internal sealed class ImplicitScorer(ImplicitLoss pair, ImplicitEncoder encoder, double beta)
{
    /// <summary>β Σ log-ratio of each step by itself, per trajectory in order.</summary>
    public IReadOnlyList<float>[] Margins(IReadOnlyList<LabelledTrajectory> trajectories)
    {
        var ratios = BatchedScores.Of(pair.Device, [.. trajectories.Select(encoder.Create)], e => e.Predicted.Length, pair.LogRatios);
        return [.. trajectories.Zip(ratios, (t, r) => StepSums(r, encoder.StepEnds(t)))];
    }

    private float[] StepSums(float[] ratios, int[] ends)
    {
        var sums = new float[ends.Length];
        for (var (step, start) = (0, 0); step < ends.Length; start = ends[step++])
        {
            sums[step] = (float)(beta * ratios[start..ends[step]].Sum(r => (double)r));
        }

        return sums;
    }
}
