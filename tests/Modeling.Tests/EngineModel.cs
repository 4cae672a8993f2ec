using RewardServer.Inference;
using RewardServer.Inference.Models;

namespace RewardServer.Modeling.Tests;

/// <summary>Runs an imported model on the engine that serves it.</summary>
internal sealed class EngineModel(string folder, int threads = 1) : IModelRunner
{
    private readonly IInferenceEngine _engine = InferenceEngines.Load(ModelFolder.Open(folder), new InferenceOptions { Device = "cpu", Threads = threads });

    public float[] Run(int[] tokens, int[] positions, int[]? targets = null)
    {
        var output = new float[positions.Length * _engine.OutputWidth];
        var item = new InferenceItem { TokenIds = tokens, ReadPositions = positions, Targets = targets, Output = output };
        _engine.Run([item]);
        Assert.Null(item.Error);
        return output;
    }

    /// <summary>Head outputs of several sequences that share one run.</summary>
    public float[][] RunBatch(IReadOnlyList<(int[] Tokens, int[] Positions)> batch)
    {
        InferenceItem[] items = [.. batch.Select(s => new InferenceItem { TokenIds = s.Tokens, ReadPositions = s.Positions, Output = new float[s.Positions.Length * _engine.OutputWidth] })];
        _engine.Run(items);
        Assert.All(items, item => Assert.Null(item.Error));
        return [.. items.Select(item => item.Output.ToArray())];
    }

    public void Dispose() => _engine.Dispose();
}
