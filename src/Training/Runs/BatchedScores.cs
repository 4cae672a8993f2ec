using static TorchSharp.torch;

namespace RewardServer.Training.Runs;

/// <summary>Applies a model to many examples, in batches of similar length and without gradients.</summary>
internal static class BatchedScores
{
    private const int BatchTokens = 8192;

    /// <summary>Values per example, in the order of <paramref name="examples"/>.</summary>
    /// <param name="device">Where the model is.</param>
    /// <param name="examples">What to score.</param>
    /// <param name="count">How many values an example has.</param>
    /// <param name="values">Those of a batch, float32, example after example.</param>
    public static float[][] Of(Device device, IReadOnlyList<TrainingExample> examples, Func<TrainingExample, int> count, Func<Batch, Tensor> values)
    {
        var scores = new float[examples.Count][];
        var sorted = examples.Index().OrderBy(e => e.Item.Ids.Length).ToArray();
        var next = 0;
        foreach (var batch in BatchFeed.Cut([.. sorted.Select(e => new[] { e.Item })], BatchTokens))
        {
            var all = Run(device, batch, values).AsSpan();
            foreach (var example in batch)
            {
                scores[sorted[next++].Index] = all[..count(example)].ToArray();
                all = all[count(example)..];
            }
        }

        return scores;
    }

    private static float[] Run(Device device, List<TrainingExample> examples, Func<Batch, Tensor> values)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        return values(Batch.Create(examples, device)).cpu().contiguous().data<float>().ToArray();
    }
}
