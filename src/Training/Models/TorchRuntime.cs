using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace RewardServer.Training.Models;

/// <summary>Settings of libtorch that must be made before its first use.</summary>
internal static partial class TorchRuntime
{
    /// <summary>
    /// Sets the number of threads, and makes waiting ones sleep: beside other busy processes, spinning costs libtorch most of
    /// its speed. Has no effect on waiting when libtorch is already loaded.
    /// </summary>
    public static void Prepare(int threads)
    {
        if (OperatingSystem.IsLinux())
        {
            // Environment.SetEnvironmentVariable does not reach native code, which reads these once when OpenMP starts.
            _ = SetVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
            _ = SetVariable("GOMP_SPINCOUNT", "0", overwrite: 0);
        }

        set_num_threads(threads);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
