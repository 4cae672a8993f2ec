namespace RewardServer.Inference.Tests.Attention;

/// <summary>Attention as the definition says, in double precision.</summary>
internal static class AttentionReference
{
    /// <summary>[length, heads * headDim].</summary>
    public static double[] Compute(AttentionSequence sequence)
    {
        var shape = sequence.Shape;
        var query = Rotate(sequence.Query, sequence.Length, shape.Heads, shape);
        var key = Rotate(sequence.Key, sequence.Length, shape.KvHeads, shape);
        var output = new double[query.Length];
        for (var position = 0; position < sequence.Length; position++)
        {
            for (var head = 0; head < shape.Heads; head++)
                Attend(sequence, query, key, position, head, output.AsSpan(((position * shape.Heads) + head) * shape.HeadDim, shape.HeadDim));
        }

        return output;
    }

    private static void Attend(AttentionSequence sequence, double[] query, double[] key, int position, int head, Span<double> output)
    {
        var shape = sequence.Shape;
        var kvHead = head / (shape.Heads / shape.KvHeads);
        var first = shape.Window > 0 ? Math.Max(0, position - shape.Window + 1) : 0;
        var scores = new double[position - first + 1];
        for (var k = first; k <= position; k++)
        {
            for (var d = 0; d < shape.HeadDim; d++)
                scores[k - first] += query[(((position * shape.Heads) + head) * shape.HeadDim) + d] * key[(((k * shape.KvHeads) + kvHead) * shape.HeadDim) + d] * shape.Scale;
        }

        var max = scores.Max();
        var total = scores.Sum(s => Math.Exp(s - max));
        for (var k = first; k <= position; k++)
        {
            var weight = Math.Exp(scores[k - first] - max) / total;
            for (var d = 0; d < shape.HeadDim; d++)
                output[d] += weight * sequence.Value[(((k * shape.KvHeads) + kvHead) * shape.HeadDim) + d];
        }
    }

    private static double[] Rotate(float[] source, int length, int heads, AttentionCase shape)
    {
        var half = shape.HeadDim / 2;
        float[] cosines = shape.Cosines, sines = shape.Sines;
        var rotated = new double[source.Length];
        for (var position = 0; position < length; position++)
        {
            for (var head = 0; head < heads; head++)
            {
                var start = ((position * heads) + head) * shape.HeadDim;
                for (var i = 0; i < half; i++)
                {
                    double x = source[start + i], y = source[start + i + half];
                    double c = cosines[(position * half) + i], s = sines[(position * half) + i];
                    rotated[start + i] = (x * c) - (y * s);
                    rotated[start + i + half] = (y * c) + (x * s);
                }
            }
        }

        return rotated;
    }
}
