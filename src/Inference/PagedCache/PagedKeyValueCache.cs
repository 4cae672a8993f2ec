using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.PagedCache;

/// <summary>
/// Key and value cache of every layer, allocated once and bound to the session for good. On the CPU the memory is ours
/// (untouched pages cost nothing), on CUDA it comes from the session's device allocator.
/// </summary>
internal sealed unsafe class PagedKeyValueCache : IDisposable
{
    private const int Alignment = 64;

    private readonly List<nint> _memory = [];
    private readonly List<OrtValue> _values = [];

    private readonly long _blockBytes;

    private PagedKeyValueCache(GraphManifest graph, int blocks)
    {
        Allocator = new BlockAllocator(blocks);
        _blockBytes = BytesOfBlock(graph) / (2 * graph.Layers);
    }

    /// <summary>Which blocks are in use.</summary>
    public BlockAllocator Allocator { get; }

    /// <summary>Blocks that any batch of so many tokens and sequences fits in: each sequence may leave one block nearly empty.</summary>
    public static int BlocksFor(int tokens, int sequences) =>
        checked((int)((tokens + (Math.Min(sequences, tokens) * (PackedGraph.BlockSize - 1L))) / PackedGraph.BlockSize));

    /// <summary>Bytes of one block in all layers, keys and values.</summary>
    public static long BytesOfBlock(GraphManifest graph) =>
        2L * graph.Layers * PackedGraph.BlockSize * graph.KvHeads * graph.HeadDim * (IsHalf(graph) ? sizeof(ushort) : sizeof(float));

    /// <summary>Creates the caches in ordinary memory and binds them.</summary>
    public static PagedKeyValueCache OnCpu(GraphManifest graph, int blocks, OrtIoBinding binding)
    {
        var cache = new PagedKeyValueCache(graph, blocks);
        var shape = Shape(graph, blocks);
        var bytes = checked(blocks * cache._blockBytes);
        cache.Bind(graph, binding, () =>
        {
            var memory = (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            cache._memory.Add(memory);
            return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, memory, bytes);
        });
        return cache;
    }

    /// <summary>Creates the caches in a device's memory and binds them.</summary>
    public static PagedKeyValueCache OnDevice(GraphManifest graph, int blocks, OrtIoBinding binding, OrtAllocator allocator)
    {
        var cache = new PagedKeyValueCache(graph, blocks);
        var type = IsHalf(graph) ? TensorElementType.Float16 : TensorElementType.Float;
        cache.Bind(graph, binding, () => OrtValue.CreateAllocatedTensorValue(allocator, type, Shape(graph, blocks)));

        // ONNX Runtime's own operator names the caches as outputs too: the same buffers.
        for (var layer = 0; layer < graph.Layers; layer++)
        {
            binding.BindOutput(PackedGraph.KeyCacheOutput(layer), cache._values[2 * layer]);
            binding.BindOutput(PackedGraph.ValueCacheOutput(layer), cache._values[(2 * layer) + 1]);
        }

        return cache;
    }

    /// <summary>Copies what one block holds to another; only in ordinary memory.</summary>
    public void Copy(int source, int target)
    {
        foreach (var memory in _memory)
            Buffer.MemoryCopy((byte*)memory + (source * _blockBytes), (byte*)memory + (target * _blockBytes), _blockBytes, _blockBytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in _values)
            value.Dispose();
        foreach (var memory in _memory)
            NativeMemory.AlignedFree((void*)memory);
        _values.Clear();
        _memory.Clear();
    }

    private static bool IsHalf(GraphManifest graph) => graph.Precision == "fp16";

    private static long[] Shape(GraphManifest graph, int blocks) => [blocks, PackedGraph.BlockSize, graph.KvHeads, graph.HeadDim];

    private void Bind(GraphManifest graph, OrtIoBinding binding, Func<OrtValue> allocate)
    {
        for (var layer = 0; layer < graph.Layers; layer++)
        {
            foreach (var name in (ReadOnlySpan<string>)[PackedGraph.KeyCache(layer), PackedGraph.ValueCache(layer)])
            {
                var value = allocate();
                _values.Add(value);
                binding.BindInput(name, value);
            }
        }
    }
}
