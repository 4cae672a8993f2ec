using System.IO.MemoryMappedFiles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RewardServer.Inference.Models;

namespace RewardServer.Inference;

/// <summary>
/// The weights of a model on the CPU, once for all of its sessions: their files are mapped, and what ONNX Runtime packs of them the first
/// session packs for the others (ADR 0088). Goes with its last session.
/// </summary>
internal sealed unsafe class SharedWeights : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, SharedWeights> InUse = [];

    private readonly string _key;
    private readonly List<MemoryMappedViewAccessor> _views = [];
    private readonly List<(string Name, OrtValue Value)> _weights = [];
    private int _holders = 1;

    private SharedWeights(ModelFolder folder, string key)
    {
        _key = key;
        try
        {
            var files = folder.WeightFiles.Distinct().ToDictionary(file => file, file => Map(Path.Combine(folder.FolderPath, file)));
            foreach (var tensor in WeightTensors.Of(File.ReadAllBytes(folder.GraphPath)))
                _weights.Add((tensor.Name, ValueOf(tensor, files)));
        }
        catch
        {
            Free();
            throw;
        }
    }

    /// <summary>What ONNX Runtime packed of the weights.</summary>
    public PrePackedWeightsContainer Packed { get; } = new();

    /// <summary>The weights of a folder, mapped now unless a session has them; dispose after the session.</summary>
    public static SharedWeights Hold(ModelFolder folder)
    {
        var key = Path.GetFullPath(folder.GraphPath) + "|" + folder.Fingerprint;
        lock (Gate)
        {
            if (InUse.TryGetValue(key, out var weights))
                weights._holders++;
            else
                InUse.Add(key, weights = new(folder, key));
            return weights;
        }
    }

    /// <summary>Gives a session its weights, before it is created.</summary>
    public void AddTo(SessionOptions options)
    {
        foreach (var (name, value) in _weights)
            options.AddInitializer(name, value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_holders > 0)
                return;
            InUse.Remove(_key);
        }

        Free();
    }

    private void Free()
    {
        Packed.Dispose();
        foreach (var (_, value) in _weights)
            value.Dispose();
        foreach (var view in _views)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }
    }

    private (nint Start, long Length) Map(string path)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _views.Add(view);
        return ((nint)start, new FileInfo(path).Length);
    }

    private static OrtValue ValueOf(WeightTensor tensor, Dictionary<string, (nint Start, long Length)> files)
    {
        if (!files.TryGetValue(tensor.File, out var file) || tensor.Offset < 0 || tensor.Length < 0 || tensor.Offset > file.Length - tensor.Length)
            throw new InferenceException($"The weight '{tensor.Name}' does not lie inside '{tensor.File}'; import the model again.");
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)tensor.Type, tensor.Shape, file.Start + (nint)tensor.Offset, tensor.Length);
    }
}
