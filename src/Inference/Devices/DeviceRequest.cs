using System.Globalization;

namespace RewardServer.Inference.Devices;

/// <summary>The option <see cref="InferenceOptions.Device"/>, parsed.</summary>
/// <param name="Name"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Index">Number of the GPU.</param>
public readonly record struct DeviceRequest(string Name, int Index)
{
    /// <summary>Parses <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:i</c>.</summary>
    public static bool TryParse(string? text, out DeviceRequest request)
    {
        request = default;
        const string cudaPrefix = "cuda:";
        if (text is "auto" or "cpu" or "cuda")
        {
            request = new DeviceRequest(text, 0);
            return true;
        }

        if (text is null || !text.StartsWith(cudaPrefix, StringComparison.Ordinal))
            return false;
        if (!int.TryParse(text.AsSpan(cudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;
        request = new DeviceRequest("cuda", index);
        return true;
    }

    /// <summary>Parses or throws <see cref="InferenceException"/> naming the option.</summary>
    public static DeviceRequest Parse(string? text) =>
        TryParse(text, out var request)
            ? request
            : throw new InferenceException($"Inference:Device is '{text}'; it must be auto, cpu, cuda or cuda:i.");
}
