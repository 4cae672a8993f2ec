using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Bench;

/// <summary>
/// Matrix products with constant weights and nothing else, as ONNX Runtime computes them one after the other in one session: the rate that
/// is there to be reached.
/// </summary>
internal sealed class PlainProducts : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly List<(string Name, OrtValue Value)> _inputs;
    private readonly List<(string Name, OrtValue Value)> _outputs;

    /// <summary>Products of [rows, depth] with [depth, width].</summary>
    public PlainProducts(int rows, int threads, params (int Depth, int Width)[] shapes)
    {
        Operations = shapes.Sum(s => 2.0 * rows * s.Depth * s.Width);
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(Graph(shapes), options);
        _inputs = [.. shapes.Select(s => s.Depth).Distinct().Select(depth => (Input(depth), Tensor(Numbers(rows * depth), rows)))];
        _outputs = [.. shapes.Select((s, i) => (Output(i), Tensor(new float[rows * s.Width], rows)))];
    }

    /// <summary>Multiplications and additions of one <see cref="Run"/>.</summary>
    public double Operations { get; }

    /// <summary>The products of one decoder layer.</summary>
    public static PlainProducts OfLayer(SyntheticDecoder decoder, int rows, int threads)
    {
        int hidden = decoder.HiddenSize, keyValue = hidden / decoder.Heads * decoder.KvHeads, inner = decoder.IntermediateSize;
        return new PlainProducts(rows, threads, (hidden, hidden), (hidden, keyValue), (hidden, keyValue), (hidden, hidden), (hidden, inner), (hidden, inner), (inner, hidden));
    }

    public void Run() => _session.Run(
        _runOptions,
        [.. _inputs.Select(i => i.Name)],
        [.. _inputs.Select(i => i.Value)],
        [.. _outputs.Select(o => o.Name)],
        [.. _outputs.Select(o => o.Value)]);

    public void Dispose()
    {
        _session.Dispose();
        foreach (var (_, value) in _inputs.Concat(_outputs))
            value.Dispose();
        _runOptions.Dispose();
    }

    private static string Input(int depth) => string.Create(CultureInfo.InvariantCulture, $"x{depth}");

    private static string Output(int index) => string.Create(CultureInfo.InvariantCulture, $"y{index}");

    private static OrtValue Tensor(float[] numbers, int rows) => OrtValue.CreateTensorValueFromMemory(numbers, [rows, numbers.Length / rows]);

    private static float[] Numbers(int count)
    {
        var random = new Random(count);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = random.NextSingle() - 0.5f;
        return numbers;
    }

    private static byte[] Graph((int Depth, int Width)[] shapes)
    {
        var graph = new GraphWriter();
        foreach (var depth in shapes.Select(s => s.Depth).Distinct())
            graph.Input(Input(depth), GraphWriter.Float, -1, depth);
        for (var i = 0; i < shapes.Length; i++)
        {
            var (depth, width) = shapes[i];
            graph.Weight($"w{i}", Numbers(depth * width), depth, width)
                .Node("MatMul", "", [Input(depth), $"w{i}"], [Output(i)])
                .Output(Output(i), GraphWriter.Float, -1, width);
        }

        return graph.ToModel();
    }
}
