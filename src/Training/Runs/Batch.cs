using static TorchSharp.torch;

namespace RewardServer.Training.Runs;

/// <summary>Examples of similar length, right-padded to the longest.</summary>
/// <param name="Ids">int64 [B, L].</param>
/// <param name="ReadRows">int64 [R]: flat positions of the reads.</param>
/// <param name="Labels">float32 [R].</param>
/// <param name="PredictingRows">int64 [P]: flat positions just before predicted tokens.</param>
/// <param name="Predicted">int64 [P]: those tokens.</param>
/// <param name="PredictedExamples">int64 [P]: which example each belongs to.</param>
internal sealed record Batch(Tensor Ids, Tensor ReadRows, Tensor Labels, Tensor PredictingRows, Tensor Predicted, Tensor PredictedExamples)
{
    /// <summary>Lays the examples out; the tensors belong to the current dispose scope.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="device">Where the model is that reads them.</param>
    public static Batch Create(IReadOnlyList<TrainingExample> examples, Device device)
    {
        var length = examples.Max(e => e.Ids.Length);
        var ids = new long[examples.Count * length];
        List<float> labels = [];
        List<long> reads = [], predicting = [], predicted = [], owners = [];
        for (var row = 0; row < examples.Count; row++)
        {
            var (example, start) = (examples[row], row * length);
            for (var i = 0; i < example.Ids.Length; i++)
            {
                ids[start + i] = example.Ids[i];
            }

            foreach (var (position, label) in example.Reads)
            {
                reads.Add(start + position);
                labels.Add(label);
            }

            foreach (var (position, token) in example.Predicted)
            {
                predicting.Add(start + position - 1);
                predicted.Add(token);
                owners.Add(row);
            }
        }

        return new Batch(
            tensor(ids, [examples.Count, length], device: device), Placed(reads), tensor(labels.ToArray(), device: device),
            Placed(predicting), Placed(predicted), Placed(owners));

        Tensor Placed(List<long> list) => tensor(list.ToArray(), device: device);
    }
}
