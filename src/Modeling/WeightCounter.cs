using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling;

/// <summary>Turns blocks of converted weights into <see cref="ImportProgress"/>, on the importing thread.</summary>
internal sealed class WeightCounter(IProgress<ImportProgress>? progress, DecoderTensors tensors) : IProgress<long>
{
    private readonly long _total = Count(tensors);
    private long _done;

    public void Report(long value)
    {
        _done += value;
        progress?.Report(new ImportProgress(Math.Min(_done, _total), _total));
    }

    // The embedding and the layers' matrices are all but everything; norms, biases and heads are rounding.
    private static long Count(DecoderTensors tensors) =>
        Elements(tensors.Embedding) + tensors.Layers.Sum(l => new[] { l.Query, l.Key, l.Value, l.AttentionOutput, l.Gate, l.Up, l.Down }.Sum(m => m.Weight.Rows * m.Weight.Columns));

    private static long Elements(TensorInfo tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);
}
