namespace RewardServer.Inference.Devices;

/// <summary>What a graph runs on.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,
}
