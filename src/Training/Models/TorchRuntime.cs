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
    /// <param name="threads">Threads of libtorch on the CPU.</param>
    /// <param name="device">What an option says; see <see cref="TorchDevice.Names"/>.</param>
    /// <returns>Where models are to live.</returns>
    /// <exception cref="InvalidDataException">There is no such device.</exception>
    public static Device Prepare(int threads, string device = TorchDevice.Auto)
    {
        if (OperatingSystem.IsLinux())
        {
            // Environment.SetEnvironmentVariable does not reach native code, which reads these once when OpenMP starts.
            _ = SetVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
            _ = SetVariable("GOMP_SPINCOUNT", "0", overwrite: 0);
        }

        var chosen = TorchDevice.Of(device); // before all else: libtorch notices CUDA only when it is loaded
        set_num_threads(threads);
        return chosen;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
