namespace RewardServer.Modeling.Checkpoints;

/// <summary>The decoder families whose layers can be built; the value of <c>model_type</c>.</summary>
public enum DecoderFamily
{
    /// <summary>Qwen2 and Qwen2.5: biases on query, key and value.</summary>
    Qwen2,

    /// <summary>Qwen3: RMS norm on each query and key head.</summary>
    Qwen3,

    /// <summary>Llama 1 to 3: optional biases, Llama-3 rotary scaling.</summary>
    Llama,

    /// <summary>Mistral: sliding window on every layer.</summary>
    Mistral,

    /// <summary>InternLM2: a Llama whose query, key and value lie in one tensor.</summary>
    InternLM2,
}
