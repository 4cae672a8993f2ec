using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;

namespace RewardServer.Caching;

/// <summary>
/// What besides the model decides the last bits of its outputs: versions and the vector instructions that kernels choose by. Servers that
/// differ here keep their steps apart, so that a shared cache never answers with bits that this machine would not compute.
/// </summary>
internal static class MachineNumerics
{
    /// <summary>It as a short text, the same on machines that compute the same bits.</summary>
    public static string Tag { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{typeof(MachineNumerics).Assembly.GetName().Version} {OrtEnv.Instance().GetVersionString()} {RuntimeInformation.ProcessArchitecture} {Bit(Avx2.IsSupported)}{Bit(Fma.IsSupported)}{Bit(Avx512F.IsSupported)}{Bit(Avx512BW.IsSupported)}{Bit(AvxVnni.IsSupported)}{Bit(Avx512Vbmi.IsSupported)}");

    private static char Bit(bool isSupported) => isSupported ? '1' : '0';
}
