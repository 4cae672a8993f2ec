namespace RewardServer.Inference.Attention;

/// <summary>Puts the new keys, rotated, and the new values where the attention will read them.</summary>
internal static unsafe class CacheWriter
{
    /// <summary>Writes the keys and values of the packed rows [from, to).</summary>
    public static void Write(in AttentionCall call, int from, int to)
    {
        var sequence = 0;
        for (var row = from; row < to; row++)
        {
            while (row >= call.Starts[sequence + 1])
                sequence++;
            var position = call.Past[sequence] + row - call.Starts[sequence];
            WriteRow(call, sequence, row, position);
        }
    }

    private static void WriteRow(in AttentionCall call, int sequence, int row, int position)
    {
        var target = call.CacheOffset(sequence, position, kvHead: 0);
        var source = row * call.CacheStride;
        var bytes = call.CacheStride * sizeof(float);
        Buffer.MemoryCopy(call.Value + source, call.ValueCache + target, bytes, bytes);
        if (!call.Rotary)
        {
            Buffer.MemoryCopy(call.Key + source, call.KeyCache + target, bytes, bytes);
            return;
        }

        var angles = (long)position * (call.HeadDim / 2);
        for (var offset = 0; offset < call.CacheStride; offset += call.HeadDim)
            Rotary.Rotate(call.Key + source + offset, call.Cosines + angles, call.Sines + angles, call.HeadDim, 1f, call.KeyCache + target + offset);
    }
}
