using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace RewardServer.Inference.Devices;

/// <summary>Asks ONNX Runtime for its CUDA provider, built in or from a plugin library, and says in words why there is none.</summary>
internal static class CudaProvider
{
    private const string PluginName = "cuda_plugin";
    private const string NvidiaVendor = "NVIDIA";

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> RegisteredLibraries = [];

    /// <summary>Adds CUDA to a session's providers; null when that worked, else the reason it did not.</summary>
    public static string? TryAppend(SessionOptions session, int index, string? pluginLibrary)
    {
        try
        {
            if (pluginLibrary is null)
                session.AppendExecutionProvider_CUDA(index);
            else
                AppendPlugin(session, index, pluginLibrary);
            return null;
        }
        catch (EntryPointNotFoundException)
        {
            return "this build carries the CPU-only ONNX Runtime; build with -p:OnnxRuntime=cuda, or set Inference:CudaPluginLibrary to a plugin provider";
        }
        catch (OnnxRuntimeException e)
        {
            return "ONNX Runtime refused the CUDA provider: " + e.Message;
        }
        catch (InferenceException e)
        {
            return e.Message;
        }
    }

    private static void AppendPlugin(SessionOptions session, int index, string library)
    {
        if (!File.Exists(library))
            throw new InferenceException($"the plugin library '{library}' (Inference:CudaPluginLibrary) does not exist");
        var environment = OrtEnv.Instance();
        Register(environment, library);
        var devices = environment.GetEpDevices()
            .Where(d => d.HardwareDevice.Type == OrtHardwareDeviceType.GPU && IsNvidia(d))
            .ToList();
        if (index >= devices.Count)
        {
            throw new InferenceException(
                string.Create(CultureInfo.InvariantCulture, $"the plugin provider reports {devices.Count} NVIDIA devices, cuda:{index} is not among them"));
        }

        session.AppendExecutionProvider(environment, [devices[index]], new Dictionary<string, string>());
    }

    private static bool IsNvidia(OrtEpDevice device) =>
        device.EpVendor.Contains(NvidiaVendor, StringComparison.OrdinalIgnoreCase)
        || device.HardwareDevice.Vendor.Contains(NvidiaVendor, StringComparison.OrdinalIgnoreCase);

    // The environment is one per process and refuses a name it has seen.
    private static void Register(OrtEnv environment, string library)
    {
        lock (Gate)
        {
            var path = Path.GetFullPath(library);
            if (RegisteredLibraries.Contains(path))
                return;
            environment.RegisterExecutionProviderLibrary(
                string.Create(CultureInfo.InvariantCulture, $"{PluginName}_{RegisteredLibraries.Count}"), path);
            RegisteredLibraries.Add(path);
        }
    }
}
