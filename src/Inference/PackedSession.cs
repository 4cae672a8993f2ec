using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Inference.PagedCache;

namespace RewardServer.Inference;

/// <summary>A loaded packed graph with its paged cache. Not for several threads at once.</summary>
internal sealed class PackedSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly OrtAllocator? _deviceAllocator;
    private readonly PagedKeyValueCache _cache;
    private readonly SharedWeights? _weights;

    /// <summary>Loads the folder's graph on the device the options name, with a cache of so many blocks.</summary>
    public PackedSession(ModelFolder folder, InferenceOptions options, int blocks)
    {
        var graph = folder.Manifest.Graph;
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        try
        {
            using var session = EngineSession.Options(folder, options, threads, out var device);
            DeviceChoice = device;
            Device = Describe(device, threads);
            if (device.Kind == DeviceKind.Cpu && (options.CpuEngines > 1 || options.Devices.Count > 1))
                _weights = SharedWeights.Hold(folder);
            _session = EngineSession.Create(folder, session, _weights);
            _binding = _session.CreateIoBinding();
            if (device.Kind == DeviceKind.Cpu)
            {
                _cache = PagedKeyValueCache.OnCpu(graph, blocks, _binding);
            }
            else
            {
                _deviceAllocator = EngineSession.DeviceAllocator(_session, device);
                _cache = PagedKeyValueCache.OnDevice(graph, blocks, _binding, _deviceAllocator);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where it runs, in words: "cpu, 2 threads" or "cuda:0".</summary>
    public string Device { get; }

    /// <summary>The device it was given and, when that is not CUDA although it could be, why.</summary>
    public DeviceChoice DeviceChoice { get; }

    /// <summary>The cache's blocks.</summary>
    public BlockAllocator Blocks => _cache.Allocator;

    /// <summary>Copies what one cache block holds to another; on the CPU.</summary>
    public void CopyBlock(int source, int target) => _cache.Copy(source, target);

    /// <summary>Runs the graph once; the output is in the tensors then. Throws <see cref="InferenceException"/> when the run fails.</summary>
    public void Run(PackedTensors tensors)
    {
        try
        {
            tensors.Bind(_binding);
            _session.RunWithBinding(_runOptions, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException("The batch could not be run: " + e.Message, e);
        }
        finally
        {
            tensors.Unbind();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Also called from a constructor that failed half-way.
        _binding?.Dispose();
        _cache?.Dispose();
        _deviceAllocator?.Dispose();
        _session?.Dispose();
        _weights?.Dispose();
        _runOptions.Dispose();
    }

    private static string Describe(DeviceChoice device, int threads) =>
        device.Kind == DeviceKind.Cpu
            ? string.Create(CultureInfo.InvariantCulture, $"cpu, {threads} thread{(threads == 1 ? "" : "s")}")
            : device.ToString();
}
