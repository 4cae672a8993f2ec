using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Graphs;

/// <summary>An operator and the domain it lives in.</summary>
internal readonly record struct Operator(string Name, string Domain = "")
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    public static readonly Operator Add = new("Add");
    public static readonly Operator Cast = new("Cast");
    public static readonly Operator Concat = new("Concat");
    public static readonly Operator Gather = new("Gather");
    public static readonly Operator GatherElements = new("GatherElements");
    public static readonly Operator Gemm = new("Gemm");
    public static readonly Operator LogSoftmax = new("LogSoftmax");
    public static readonly Operator Mul = new("Mul");
    public static readonly Operator Relu = new("Relu");
    public static readonly Operator Reshape = new("Reshape");
    public static readonly Operator Unsqueeze = new("Unsqueeze");

    /// <summary>RMS norm; an ONNX Runtime operator in spite of its domain.</summary>
    public static readonly Operator RmsNorm = new("SimplifiedLayerNormalization");

    /// <summary>Sum of input and skip, and its RMS norm; outputs 0 (norm) and 3 (sum).</summary>
    public static readonly Operator SkipRmsNorm = new("SkipSimplifiedLayerNormalization", Microsoft);

    /// <summary>x sigmoid(alpha x); SiLU for alpha 1.</summary>
    public static readonly Operator QuickGelu = new("QuickGelu", Microsoft);

    /// <summary>u8 x s8 with int32 sums, times the scales of rows and columns.</summary>
    public static readonly Operator MatMulIntegerToFloat = new("MatMulIntegerToFloat", Microsoft);

    public static readonly Operator CpuPagedAttention = new(PackedGraph.PagedAttention, PackedGraph.OperatorDomain);
    public static readonly Operator CudaPagedAttention = new(PackedGraph.PagedAttention, Microsoft);
    public static readonly Operator SwiGlu = new(PackedGraph.SwiGlu, PackedGraph.OperatorDomain);
    public static readonly Operator QuantizeRows = new(PackedGraph.QuantizeRows, PackedGraph.OperatorDomain);
    public static readonly Operator DequantizeHeads = new(PackedGraph.DequantizeHeads, PackedGraph.OperatorDomain);
    public static readonly Operator AddRmsNormQuantize = new(PackedGraph.AddRmsNormQuantize, PackedGraph.OperatorDomain);
    public static readonly Operator SwiGluQuantize = new(PackedGraph.SwiGluQuantize, PackedGraph.OperatorDomain);
    public static readonly Operator TokenLogProbability = new(PackedGraph.TokenLogProbability, PackedGraph.OperatorDomain);
}
