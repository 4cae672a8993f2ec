using System.Globalization;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Architectures;

/// <summary>A linear layer y = x Wᵀ + b.</summary>
/// <param name="Weight">[out, in].</param>
/// <param name="Bias">[out], or null.</param>
internal sealed record LinearTensors(WeightMatrix Weight, TensorInfo? Bias);

/// <summary>The tensors of one transformer layer.</summary>
internal sealed record LayerTensors
{
    public required TensorInfo InputNorm { get; init; }

    public required LinearTensors Query { get; init; }

    public required LinearTensors Key { get; init; }

    public required LinearTensors Value { get; init; }

    public required TensorInfo? QueryNorm { get; init; }

    public required TensorInfo? KeyNorm { get; init; }

    public required LinearTensors AttentionOutput { get; init; }

    public required TensorInfo PostAttentionNorm { get; init; }

    public required LinearTensors Gate { get; init; }

    public required LinearTensors Up { get; init; }

    public required LinearTensors Down { get; init; }
}

/// <summary>All tensors of a reward model, checked against config.json.</summary>
internal sealed record DecoderTensors(TensorInfo Embedding, IReadOnlyList<LayerTensors> Layers, TensorInfo FinalNorm, HeadTensors Head)
{
    /// <summary>Finds every tensor; refuses missing, unknown and wrongly shaped ones.</summary>
    public static DecoderTensors Find(Checkpoint checkpoint, DecoderConfig config)
    {
        var claims = new TensorClaims(checkpoint);
        var isFused = config.Family == DecoderFamily.InternLM2;
        var embedding = claims.Take(isFused ? "model.tok_embeddings.weight" : "model.embed_tokens.weight", config.Vocabulary, config.HiddenSize);
        var layers = Enumerable.Range(0, config.Layers).Select(i => isFused ? FusedLayer.Find(claims, config, i) : FindLayer(claims, config, i)).ToList();
        var norm = claims.Take("model.norm.weight", config.HiddenSize);
        var head = new HeadFinder(claims, config).Find(embedding);
        claims.RefuseRest();
        return new DecoderTensors(embedding, layers, norm, head);
    }

    private static LayerTensors FindLayer(TensorClaims claims, DecoderConfig config, int layer)
    {
        var prefix = "model.layers." + layer.ToString(CultureInfo.InvariantCulture) + ".";
        var (hidden, inner) = (config.HiddenSize, config.IntermediateSize);
        var (query, keyValue) = ((long)config.Heads * config.HeadDim, (long)config.KvHeads * config.HeadDim);
        return new LayerTensors
        {
            InputNorm = claims.Take(prefix + "input_layernorm.weight", hidden),
            Query = claims.TakeLinear(prefix + "self_attn.q_proj", query, hidden, config.QkvBias),
            Key = claims.TakeLinear(prefix + "self_attn.k_proj", keyValue, hidden, config.QkvBias),
            Value = claims.TakeLinear(prefix + "self_attn.v_proj", keyValue, hidden, config.QkvBias),
            QueryNorm = config.NormalizesQueryAndKey ? claims.Take(prefix + "self_attn.q_norm.weight", config.HeadDim) : null,
            KeyNorm = config.NormalizesQueryAndKey ? claims.Take(prefix + "self_attn.k_norm.weight", config.HeadDim) : null,
            AttentionOutput = claims.TakeLinear(prefix + "self_attn.o_proj", hidden, query, config.AttentionOutputBias),
            PostAttentionNorm = claims.Take(prefix + "post_attention_layernorm.weight", hidden),
            Gate = claims.TakeLinear(prefix + "mlp.gate_proj", inner, hidden, config.MlpBias),
            Up = claims.TakeLinear(prefix + "mlp.up_proj", inner, hidden, config.MlpBias),
            Down = claims.TakeLinear(prefix + "mlp.down_proj", hidden, inner, config.MlpBias),
        };
    }
}
