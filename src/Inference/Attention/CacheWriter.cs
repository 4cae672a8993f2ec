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
        var source = row * call.CacheStride;
        var bytes = call.CacheStride * sizeof(float);
        Buffer.MemoryCopy(call.Value + source, call.ValueCache + call.ValueOffset(sequence, position, kvHead: 0), bytes, bytes);

        var rotated = stackalloc float[call.HeadDim];
        var angles = (long)position * (call.HeadDim / 2);
        for (var kvHead = 0; kvHead < call.KvHeads; kvHead++)
        {
            var key = call.Key + source + (kvHead * call.HeadDim);
            if (call.Rotary)
            {
                Rotary.Rotate(key, call.Cosines + angles, call.Sines + angles, call.HeadDim, 1f, rotated);
                key = rotated;
            }

            var column = call.KeyCache + call.KeyPanelOffset(sequence, position, kvHead) + (position % call.BlockSize);
            for (var d = 0; d < call.HeadDim; d++, column += call.BlockSize)
                *column = key[d];
        }
    }
}
