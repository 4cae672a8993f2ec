using System.Globalization;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Architectures;

/// <summary>
/// A layer of InternLM2: <c>wqkv</c> holds, for each key/value head, the rows of its query heads, then its key's, then its value's.
/// </summary>
internal static class FusedLayer
{
    public static LayerTensors Find(TensorClaims claims, DecoderConfig config, int layer)
    {
        var prefix = "model.layers." + layer.ToString(CultureInfo.InvariantCulture) + ".";
        var (hidden, inner, size) = (config.HiddenSize, config.IntermediateSize, (long)config.HeadDim);
        var queries = config.Heads / config.KvHeads;
        var rowsPerGroup = (queries + 2) * size;
        var fused = claims.Take(prefix + "attention.wqkv.weight", config.KvHeads * rowsPerGroup, hidden);
        return new LayerTensors
        {
            InputNorm = claims.Take(prefix + "attention_norm.weight", hidden),
            Query = Part("query", 0, queries * size),
            Key = Part("key", queries * size, size),
            Value = Part("value", (queries + 1) * size, size),
            QueryNorm = null,
            KeyNorm = null,
            AttentionOutput = claims.TakeLinear(prefix + "attention.wo", hidden, config.Heads * size, hasBias: false),
            PostAttentionNorm = claims.Take(prefix + "ffn_norm.weight", hidden),
            Gate = claims.TakeLinear(prefix + "feed_forward.w1", inner, hidden, hasBias: false),
            Up = claims.TakeLinear(prefix + "feed_forward.w3", inner, hidden, hasBias: false),
            Down = claims.TakeLinear(prefix + "feed_forward.w2", hidden, inner, hasBias: false),
        };

        LinearTensors Part(string name, long offset, long rows)
        {
            long[] firsts = [.. Enumerable.Range(0, config.KvHeads).Select(group => (group * rowsPerGroup) + offset)];
            return new(WeightMatrix.StretchesOf($"{prefix}attention.{name}", fused, firsts, rows), null);
        }
    }
}
