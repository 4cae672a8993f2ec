using System.Globalization;

namespace RewardServer.Inference.Devices;

/// <summary>The device that <see cref="InferenceOptions.Device"/> comes down to on this machine.</summary>
public sealed record DeviceChoice
{
    /// <summary>What it is.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>Number of the GPU; 0 on the CPU.</summary>
    public int Index { get; init; }

    /// <summary>Why CUDA is not used, in a sentence for people; null when it is used or was not asked for.</summary>
    public string? WhyNotCuda { get; init; }

    /// <summary>"cpu" or "cuda:0".</summary>
    public override string ToString() =>
        Kind == DeviceKind.Cpu ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}");
}
