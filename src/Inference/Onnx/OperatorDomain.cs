using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Attention;
using RewardServer.Inference.LogProbability;
using RewardServer.Inference.Rows;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Onnx;

/// <summary>The operators this engine brings along, in the domain <see cref="PackedGraph.OperatorDomain"/>.</summary>
internal static unsafe class OperatorDomain
{
    private static readonly Lazy<nint> Domain = new(Create);

    /// <summary>Makes the operators known to a session. The domain lives as long as the process, as sessions refer to it.</summary>
    public static void Register(SessionOptions options) =>
        OrtNative.Check(OrtNative.AddDomainToSession(options.DangerousGetHandle(), Domain.Value));

    private static nint Create()
    {
        nint domain;
        var name = Marshal.StringToCoTaskMemUTF8(PackedGraph.OperatorDomain);
        OrtNative.Check(OrtNative.CreateCustomOpDomain(name, &domain));
        Marshal.FreeCoTaskMem(name);
        CustomOperator[] operators =
        [
            new PagedAttentionOperator(),
            new TokenLogProbabilityOperator(),
            new SwiGluOperator(),
            new QuantizeRowsOperator(),
            new DequantizeHeadsOperator(),
            new AddRmsNormQuantizeOperator(),
            new SwiGluQuantizeOperator(),
        ];
        foreach (var customOperator in operators)
            OrtNative.Check(OrtNative.AddOperatorToDomain(domain, NativeOperator.Create(customOperator)));
        return domain;
    }
}
