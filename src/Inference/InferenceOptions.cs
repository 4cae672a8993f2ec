namespace RewardServer.Inference;

/// <summary>Options of section <c>Inference</c>.</summary>
public sealed class InferenceOptions
{
    /// <summary>Device: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:i</c>. Only <c>auto</c> ever falls back to the CPU.</summary>
    /// <value>The default is <c>auto</c>.</value>
    public string Device { get; set; } = "auto";

    /// <summary>Threads of one engine on the CPU; 0 means one a processor.</summary>
    /// <value>The default is 0.</value>
    public int Threads { get; set; }

    /// <summary>Tokens in one batch at most; a longer single sequence still runs, alone.</summary>
    /// <value>The default is 4,096.</value>
    public int MaxBatchTokens { get; set; } = 4096;

    /// <summary>Sequences in one batch at most.</summary>
    /// <value>The default is 256.</value>
    public int MaxBatchSequences { get; set; } = 256;

    /// <summary>Tokens that the cache of a text generator holds, for all texts together; at least the longest one's always.</summary>
    /// <value>The default is 16,384.</value>
    public int GenerationCacheTokens { get; set; } = 16_384;

    /// <summary>Texts of one generator that are being generated or wait at most; more are refused.</summary>
    /// <value>The default is 4,096.</value>
    public int MaxUnfinishedTexts { get; set; } = 4096;

    /// <summary>Path of an ONNX Runtime plugin provider library for CUDA; null when the provider is built in.</summary>
    public string? CudaPluginLibrary { get; set; }
}
