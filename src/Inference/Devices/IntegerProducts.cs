using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;

namespace RewardServer.Inference.Devices;

/// <summary>Makes ONNX Runtime's products of unsigned with signed bytes exact on every processor.</summary>
internal static class IntegerProducts
{
    /// <summary>
    /// Without VNNI, ONNX Runtime's u8 x s8 product on x64 adds pairs in 16 bits and saturates; the option takes exact u8 x u8 products
    /// instead (ADR 0021). They are half as fast, and ONNX Runtime would take them with VNNI too, where u8 x s8 is exact (ADR 0097).
    /// </summary>
    public static void MakeExact(SessionOptions options)
    {
        if (X86Base.IsSupported && !HasVnni())
            options.AddSessionConfigEntry("session.x64quantprecision", "1");
    }

    // Asked of the processor itself: what the .NET runtime is told to hide, ONNX Runtime still uses.
    private static bool HasVnni()
    {
        const int features = 7, avx512Vnni = 1 << 11, avxVnni = 1 << 4;
        if (X86Base.CpuId(0, 0).Eax < features)
            return false;
        var (mostSubLeaf, _, ecx, _) = X86Base.CpuId(features, 0);
        return (ecx & avx512Vnni) != 0 || (mostSubLeaf >= 1 && (X86Base.CpuId(features, 1).Eax & avxVnni) != 0);
    }
}
