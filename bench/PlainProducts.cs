using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Bench;

/// <summary>The matrix products of one layer and nothing else, as ONNX Runtime computes them with packed constant weights.</summary>
internal sealed class PlainProducts : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly List<(InferenceSession Session, OrtValue Input, OrtValue Output)> _products = [];

    public PlainProducts(SyntheticDecoder decoder, int rows, int threads)
    {
        int hidden = decoder.HiddenSize, keyValue = hidden / decoder.Heads * decoder.KvHeads, inner = decoder.IntermediateSize;
        foreach (var (depth, width) in new[] { (hidden, hidden), (hidden, keyValue), (hidden, keyValue), (hidden, hidden), (hidden, inner), (hidden, inner), (inner, hidden) })
        {
            Operations += 2.0 * rows * depth * width;
            using var options = new SessionOptions { IntraOpNumThreads = threads };
            var session = new InferenceSession(Graph(depth, width), options);
            _products.Add((session, Tensor(rows, depth), Tensor(rows, width)));
        }
    }

    /// <summary>Multiplications and additions of one <see cref="Run"/>.</summary>
    public double Operations { get; }

    public void Run()
    {
        foreach (var (session, input, output) in _products)
            session.Run(_runOptions, ["x"], [input], ["y"], [output]);
    }

    public void Dispose()
    {
        foreach (var (session, input, output) in _products)
        {
            session.Dispose();
            input.Dispose();
            output.Dispose();
        }

        _runOptions.Dispose();
    }

    private static OrtValue Tensor(int rows, int columns) => OrtValue.CreateTensorValueFromMemory(Numbers(rows * columns), [rows, columns]);

    private static float[] Numbers(int count)
    {
        var random = new Random(count);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = random.NextSingle() - 0.5f;
        return numbers;
    }

    private static byte[] Graph(int depth, int width) => new GraphWriter()
        .Input("x", GraphWriter.Float, -1, depth)
        .Weight("w", Numbers(depth * width), depth, width)
        .Node("MatMul", "", ["x", "w"], ["y"])
        .Output("y", GraphWriter.Float, -1, width)
        .ToModel();
}
