using Microsoft.ML.OnnxRuntime;

namespace RewardServer.Inference.Devices;

/// <summary>Finds out what this machine and this build can run on.</summary>
public static class InferenceDevices
{
    /// <summary>
    /// The device that the options come down to. <c>auto</c> falls back to the CPU and keeps the reason in
    /// <see cref="DeviceChoice.WhyNotCuda"/>; <c>cuda</c> throws <see cref="InferenceException"/> with it.
    /// </summary>
    public static DeviceChoice Choose(InferenceOptions options)
    {
        using var session = new SessionOptions();
        return Choose(options, session);
    }

    /// <summary>The same, and adds the provider to a session's options.</summary>
    internal static DeviceChoice Choose(InferenceOptions options, SessionOptions session)
    {
        var request = DeviceRequest.Parse(options.Device);
        if (request.Name == "cpu")
            return new DeviceChoice { Kind = DeviceKind.Cpu };
        var reason = CudaProvider.TryAppend(session, request.Index, options.CudaPluginLibrary);
        if (reason is null)
            return new DeviceChoice { Kind = DeviceKind.Cuda, Index = request.Index };
        return request.Name == "auto"
            ? new DeviceChoice { Kind = DeviceKind.Cpu, WhyNotCuda = reason }
            : throw new InferenceException($"Inference:Device is '{options.Device}', but {reason}.");
    }
}
