using static TorchSharp.torch;

namespace RewardServer.Training.Models;

/// <summary>
/// Where a model lives. Only <see cref="Backbone.Device"/> keeps it: what is computed with a model is made on its device. Fresh weights are drawn
/// on the CPU and then moved, and samples are drawn by <see cref="Tasks.TaskRandom"/>, so both follow from the seed alone wherever a run is.
/// </summary>
internal static class TorchDevice
{
    /// <summary>CUDA where libtorch sees it, else the CPU.</summary>
    public const string Auto = "auto";

    private const string Cpu = "cpu";
    private const string Cuda = "cuda";

    /// <summary>What options may say.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, Cpu, Cuda];

    /// <summary>The device that an option names.</summary>
    /// <exception cref="InvalidDataException">There is no such device; only <see cref="Auto"/> falls back to the CPU.</exception>
    public static Device Of(string name) => UsesCuda(name, cuda.is_available) ? CUDA : CPU;

    /// <summary>Whether an option comes to CUDA.</summary>
    internal static bool UsesCuda(string name, Func<bool> hasCuda) => name switch
    {
        Cpu => false,
        Auto => hasCuda(),
        Cuda => hasCuda() ? true : throw new InvalidDataException(
            "device 'cuda': libtorch sees no CUDA here. Build with -p:Torch=cuda, which takes the package TorchSharp-cuda-linux in place of libtorch-cpu-linux-x64, and run where there is an NVIDIA driver; or take 'auto' or 'cpu'."),
        _ => throw new InvalidDataException($"device '{name}': one of {string.Join(", ", Names)}."),
    };
}
