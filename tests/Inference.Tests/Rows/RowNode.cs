using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Onnx;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Rows;

/// <summary>A matrix or, with no rows, a vector of the graph's inputs.</summary>
internal sealed record Numbers(float[] Values, int Rows, int Width)
{
    /// <summary>A matrix of random numbers, each row with a size of its own.</summary>
    public static Numbers Random(int rows, int width, int seed, float size = 1)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, rows * width).Select(i => (random.NextSingle() - 0.5f) * size * (1 + (i / width)))], rows, width);
    }

    public static Numbers Vector(int width, int seed, float size = 1) => Random(1, width, seed, size) with { Rows = 0 };

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>One row of a matrix; a vector as it is.</summary>
    public Numbers Only(int row) => Rows == 0 ? this : new(Row(row).ToArray(), 1, Width);
}

/// <summary>Runs a graph of one of the operators that work row by row.</summary>
internal static class RowNode
{
    /// <summary>The outputs as arrays of float or byte.</summary>
    public static Array[] Run(string operatorName, int threads, Numbers[] inputs, int[] outputTypes, params (string Name, object Value)[] attributes)
    {
        string[] names = [.. inputs.Select((_, i) => $"input{i}")], outputNames = [.. outputTypes.Select((_, i) => $"output{i}")];
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        OperatorDomain.Register(options);
        using var session = new InferenceSession(Graph(operatorName, inputs, names, outputTypes, outputNames, attributes), options);
        OrtValue[] values = [.. inputs.Select(i => OrtValue.CreateTensorValueFromMemory(i.Values, i.Rows == 0 ? [i.Width] : [i.Rows, i.Width]))];
        using var run = new RunOptions();
        using var outputs = session.Run(run, names, values, outputNames);
        Array.ForEach(values, v => v.Dispose());
        return [.. outputs.Select((o, i) => outputTypes[i] == GraphWriter.Float ? o.GetTensorDataAsSpan<float>().ToArray() : (Array)o.GetTensorDataAsSpan<byte>().ToArray())];
    }

    private static byte[] Graph(string operatorName, Numbers[] inputs, string[] names, int[] outputTypes, string[] outputNames, (string Name, object Value)[] attributes)
    {
        var graph = new GraphWriter();
        for (var i = 0; i < inputs.Length; i++)
            graph.Input(names[i], GraphWriter.Float, inputs[i].Rows == 0 ? [-1] : [-1, -1]);
        graph.Node(operatorName, PackedGraph.OperatorDomain, names, outputNames, attributes);
        for (var i = 0; i < outputNames.Length; i++)
            graph.Output(outputNames[i], outputTypes[i], -1, -1);
        return graph.ToModel();
    }
}
