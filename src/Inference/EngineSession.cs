using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Inference.Onnx;

namespace RewardServer.Inference;

/// <summary>How an ONNX Runtime session for a packed graph is set up.</summary>
internal static class EngineSession
{
    // ONNX Runtime looks whether it knows an operator domain and then adds it, in two steps: of two sessions that are the first to
    // bring ours along at the same time, one is refused.
    private static readonly Lock FirstSession = new();
    private static volatile bool _isDomainKnown;

    /// <summary>Session options for the device the options come down to; refuses a folder built for another device.</summary>
    public static SessionOptions Options(ModelFolder folder, InferenceOptions options, int threads, out DeviceChoice device)
    {
        var session = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,

            // Every batch has another shape; patterns would be remembered for each of them, for ever.
            EnableMemoryPattern = false,
        };
        try
        {
            // Threads that spin while no batch runs would take the processor from tokenization and transport.
            session.AddSessionConfigEntry("session.force_spinning_stop", "1");

            IntegerProducts.MakeExact(session);
            device = InferDevice(folder, options, session);
            if (device.Kind == DeviceKind.Cpu)
                OperatorDomain.Register(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Loads the graph.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="options">How it is set up.</param>
    /// <param name="weights">Weights that it shares with other sessions; null when it has its own.</param>
    public static InferenceSession Create(ModelFolder folder, SessionOptions options, SharedWeights? weights = null)
    {
        try
        {
            if (_isDomainKnown)
                return Load(folder.GraphPath, options, weights);
            lock (FirstSession)
            {
                var session = Load(folder.GraphPath, options, weights);
                _isDomainKnown = true;
                return session;
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"ONNX Runtime cannot load '{folder.GraphPath}': {e.Message}", e);
        }
    }

    private static InferenceSession Load(string path, SessionOptions options, SharedWeights? weights)
    {
        weights?.AddTo(options);
        return weights is null ? new(path, options) : new(path, options, weights.Packed);
    }

    /// <summary>The allocator of a CUDA session's memory.</summary>
    public static OrtAllocator DeviceAllocator(InferenceSession session, DeviceChoice device)
    {
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, device.Index, OrtMemType.Default);
        return new OrtAllocator(session, memory);
    }

    // A graph carries the attention operator of one device, so "auto" means: the device the folder was built for.
    private static DeviceChoice InferDevice(ModelFolder folder, InferenceOptions options, SessionOptions session)
    {
        var request = DeviceRequest.Parse(options.Device);
        var built = folder.Manifest.Graph.Device;
        if (request.Name == "auto" && built == "cpu")
        {
            var available = InferenceDevices.Choose(options);
            return new DeviceChoice
            {
                Kind = DeviceKind.Cpu,
                WhyNotCuda = available.WhyNotCuda ?? $"the model folder '{folder.FolderPath}' was built for the CPU; for CUDA: {ImportCommand(folder, "cuda")}",
            };
        }

        var device = InferenceDevices.Choose(options, session);
        var chosen = device.Kind == DeviceKind.Cpu ? "cpu" : "cuda";
        if (chosen == built)
            return device;
        var because = device.WhyNotCuda is null ? "" : $" ({device.WhyNotCuda})";
        throw new InferenceException(string.Create(
            CultureInfo.InvariantCulture,
            $"The model folder '{folder.FolderPath}' was built for {built}, but the device is {device}{because}. Build it for {chosen}: {ImportCommand(folder, chosen)}"));
    }

    private static string ImportCommand(ModelFolder folder, string device) =>
        $"rewardserver import <checkpoint folder> --name {folder.Manifest.Name} --device {device}";
}
