namespace RewardServer.Inference;

/// <summary>Options of section <c>Inference</c>.</summary>
public sealed record InferenceOptions
{
    /// <summary>Device: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:i</c>. Only <c>auto</c> ever falls back to the CPU.</summary>
    /// <value>The default is <c>auto</c>.</value>
    public string Device { get; set; } = "auto";

    /// <summary>Devices with an engine each, as <see cref="Device"/> names them; empty: that one. A problem's candidates go to one of them together.</summary>
    public IList<string> Devices { get; set; } = [];

    /// <summary>Engines on each CPU device, which share one copy of the weights; the threads are shared out to them.</summary>
    /// <value>The default is 1: one engine keeps all processors busy unless a model is very small.</value>
    public int CpuEngines { get; set; } = 1;

    /// <summary>Threads of all engines of a model on the CPU together; 0 means one a processor.</summary>
    /// <value>The default is 0.</value>
    public int Threads { get; set; }

    /// <summary>
    /// Tokens computed in one run at most: what a run's memory grows with. A sequence with more new ones is computed in several runs, or
    /// alone in a larger one where the engine keeps no beginnings (<see cref="PrefixCacheBytes"/> is 0, or its device is CUDA).
    /// </summary>
    /// <value>The default is 2,048.</value>
    public int MaxBatchTokens { get; set; } = 2048;

    /// <summary>
    /// Whether a server measures its engines when it loads them, and fills batches only as far as that makes tokens
    /// faster, up to <see cref="MaxBatchTokens"/>: a call then waits less for those before it. What is predicted of waiting starts from it, too.
    /// </summary>
    /// <value>The default is true.</value>
    public bool TuneBatches { get; set; } = true;

    /// <summary>Sequences in one batch at most.</summary>
    /// <value>The default is 256.</value>
    public int MaxBatchSequences { get; set; } = 256;

    /// <summary>
    /// Memory in which one engine keeps the keys and values of beginnings that sequences may share, in bytes, beyond what its largest
    /// batch needs; taken as it is used. 0: nothing is shared, not even within a batch.
    /// </summary>
    /// <value>The default is 256 MiB: some 10,000 tokens of a 0.5B model, 130,000 of a bundled one.</value>
    public long PrefixCacheBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Tokens that the cache of a text generator holds, for all texts together. A small model has a loop on each thread, which share them
    /// (ADR 0110); each holds at least the longest text's always.
    /// </summary>
    /// <value>The default is 16,384.</value>
    public int GenerationCacheTokens { get; set; } = 16_384;

    /// <summary>Texts of one generator that are being generated or wait at most; more are refused.</summary>
    /// <value>The default is 4,096.</value>
    public int MaxUnfinishedTexts { get; set; } = 4096;

    /// <summary>Path of an ONNX Runtime plugin provider library for CUDA; null when the provider is built in.</summary>
    public string? CudaPluginLibrary { get; set; }
}
