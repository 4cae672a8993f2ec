using System.Globalization;

namespace RewardServer.Scoring.Manifests;

/// <summary>
/// The contract between the importer, which writes packed graphs, and the engine, which runs them. Tokens of all sequences of
/// a batch lie end to end; T tokens, B sequences, N read positions, M blocks a sequence at most.
/// </summary>
public static class PackedGraph
{
    /// <summary>Domain of the operators that the engine brings along (CPU).</summary>
    public const string OperatorDomain = "rewardserver";

    /// <summary>
    /// Attention over the paged cache; inputs and attributes as ONNX Runtime's <c>com.microsoft.PagedAttention</c>: query
    /// [T, heads*dim], key and value [T, kvHeads*dim], key and value cache, cumulative lengths, past lengths, block table,
    /// cosines and sines [positions, dim/2]; attributes num_heads, kv_num_heads, scale (0: 1/sqrt(dim)), local_window_size
    /// (-1: none; else the keys a query sees at most, its own included), do_rotary 1. Output [T, heads*dim]. The CPU operator
    /// writes the caches in place.
    /// </summary>
    public const string PagedAttention = "PagedAttention";

    /// <summary>
    /// hidden [N, H], LM head [V, H], targets int64 [N, K] or [1, K] -> natural log-probabilities [N, K] under the full
    /// softmax, without ever holding [N, V].
    /// </summary>
    public const string TokenLogProbability = "TokenLogProbability";

    /// <summary>gate [T, I], up [T, I] -> silu(gate) * up [T, I].</summary>
    public const string SwiGlu = "SwiGlu";

    /// <summary>
    /// x [T, H] -> bytes uint8 [T, H] and scales [T, 1]: s = max|x| / 127 + 1e-12 of each row, q = round(x / s) + 128.
    /// </summary>
    public const string QuantizeRows = "QuantizeRows";

    /// <summary>
    /// product [T, (heads + 2 kvHeads)*dim] of quantised rows, their scales [T, 1], bias [(heads + 2 kvHeads)*dim] -> query, key and value:
    /// product * scale + bias; attributes num_heads, kv_num_heads.
    /// </summary>
    public const string DequantizeHeads = "DequantizeHeads";

    /// <summary>
    /// product [T, H] of quantised rows, their scales [T, 1], bias [H], residual [T, H], norm weight [H] -> bytes and scales of the RMS norm of
    /// the sum, as <see cref="QuantizeRows"/> makes them, and sum = residual + product * scale + bias [T, H]; attribute epsilon.
    /// </summary>
    public const string AddRmsNormQuantize = "AddRmsNormQuantize";

    /// <summary>
    /// product [T, 2 I] (gate, then up) of quantised rows, their scales [T, 1], bias [2 I] -> bytes uint8 [T, I] and scales [T, 1] of
    /// silu(gate) * up, as <see cref="QuantizeRows"/> makes them.
    /// </summary>
    public const string SwiGluQuantize = "SwiGluQuantize";

    /// <summary>int64 [T]: token ids.</summary>
    public const string InputIds = "input_ids";

    /// <summary>int32 [B+1]: where each sequence's new tokens start; the last entry is T.</summary>
    public const string CumulativeLengths = "cumulative_lengths";

    /// <summary>int32 [B]: tokens of the sequence already in the cache.</summary>
    public const string PastLengths = "past_lengths";

    /// <summary>int32 [B, M]: the cache blocks of each sequence in order; unused entries are -1.</summary>
    public const string BlockTable = "block_table";

    /// <summary>int64 [N]: rows of the packed batch whose head output is wanted.</summary>
    public const string ReadPositions = "read_positions";

    /// <summary>int64 [N]: the token whose log-probability is wanted at each read position; only for <see cref="TargetHead"/>.</summary>
    public const string Targets = "targets";

    /// <summary>float [N, outputs]: what the head says at the read positions.</summary>
    public const string Output = "output";

    /// <summary>Classifier: linear, or linear-ReLU-linear.</summary>
    public const string ClassifierHead = "classifier";

    /// <summary>Value: one number.</summary>
    public const string ValueHead = "value";

    /// <summary>LM logits of a few label tokens.</summary>
    public const string LabelTokensHead = "label-tokens";

    /// <summary>Log-probabilities of a few label tokens under the full vocabulary.</summary>
    public const string LabelLogProbabilityHead = "label-log-probability";

    /// <summary>Log-probability of a given target token: [N, 1].</summary>
    public const string TargetHead = "target-log-probability";

    /// <summary>LM logits of the whole vocabulary, [N, V]; read at most once a sequence, for generating.</summary>
    public const string NextTokenHead = "next-token";

    /// <summary>All heads.</summary>
    public static IReadOnlyList<string> Heads { get; } =
        [ClassifierHead, ValueHead, LabelTokensHead, LabelLogProbabilityHead, TargetHead, NextTokenHead];

    /// <summary>Tokens a cache block holds.</summary>
    public const int BlockSize = 32;

    /// <summary>Key cache of a layer, [blocks, BlockSize, kvHeads, dim].</summary>
    public static string KeyCache(int layer) => "key_cache." + layer.ToString(CultureInfo.InvariantCulture);

    /// <summary>Value cache of a layer, [blocks, BlockSize, kvHeads, dim].</summary>
    public static string ValueCache(int layer) => "value_cache." + layer.ToString(CultureInfo.InvariantCulture);

    /// <summary>CUDA graphs only: the key cache of a layer as an output, to be bound to the buffer of the input.</summary>
    public static string KeyCacheOutput(int layer) => KeyCache(layer) + ".out";

    /// <summary>CUDA graphs only: the value cache of a layer as an output, to be bound to the buffer of the input.</summary>
    public static string ValueCacheOutput(int layer) => ValueCache(layer) + ".out";
}
