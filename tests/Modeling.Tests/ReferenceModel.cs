using Microsoft.ML.OnnxRuntime;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Tests;

/// <summary>Runs an imported model one sequence at a time through <see cref="ReferenceGraph"/>.</summary>
internal sealed class ReferenceModel : IModelRunner
{
    private readonly InferenceSession _session;
    private readonly bool _takesTargets;

    public ReferenceModel(string folder, bool attends = true, int threads = 1)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        // Exact integer sums on processors without VNNI, too (ADR 0021).
        options.AddSessionConfigEntry("session.x64quantprecision", "1");
        _session = new InferenceSession(ReferenceGraph.Write(folder, attends), options);
        _takesTargets = _session.InputNames.Contains(PackedGraph.Targets);
    }

    public float[] Run(int[] tokens, int[] positions, int[]? targets = null)
    {
        using var ids = Int64(tokens);
        using var reads = Int64(positions);
        using var end = OrtValue.CreateTensorValueFromMemory<int>([tokens.Length - 1], [1]);
        using var total = OrtValue.CreateTensorValueFromMemory<int>([tokens.Length], []);
        using var wanted = Int64(targets ?? new int[positions.Length]);
        var inputs = new Dictionary<string, OrtValue>
        {
            [PackedGraph.InputIds] = ids,
            [PackedGraph.ReadPositions] = reads,
            [ReferenceGraph.SequenceEnd] = end,
            [ReferenceGraph.TotalLength] = total,
        };
        if (_takesTargets)
            inputs[PackedGraph.Targets] = wanted;
        using var run = new RunOptions();
        using var outputs = _session.Run(run, inputs, [PackedGraph.Output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Int64(int[] values) => OrtValue.CreateTensorValueFromMemory<long>([.. values.Select(v => (long)v)], [values.Length]);
}
