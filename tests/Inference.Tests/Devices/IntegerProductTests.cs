using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Tests.Graphs;

namespace RewardServer.Inference.Tests.Devices;

/// <summary>Products of bytes are exact on this processor, also where pairs of them do not fit into 16 bits.</summary>
public class IntegerProductTests
{
    private const int UInt8 = 2;

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(5, 896, 33)]
    [InlineData(64, 130, 64)]
    public void Extreme_values_neither_saturate_nor_wrap(int rows, int depth, int width)
    {
        foreach (var weight in new sbyte[] { 127, -127, -128 })
        {
            var product = Multiply(rows, depth, width, weight);
            Assert.All(product, x => Assert.Equal((255 - 128) * weight * depth, x));
        }
    }

    private static float[] Multiply(int rows, int depth, int width, sbyte weight)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 2, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        IntegerProducts.MakeExact(options);
        using var session = new InferenceSession(Graph(depth, width, weight), options);
        var bytes = new byte[rows * depth];
        Array.Fill(bytes, byte.MaxValue);
        using var input = OrtValue.CreateTensorValueFromMemory(bytes, [rows, depth]);
        using var zero = OrtValue.CreateTensorValueFromMemory<byte>([128], []);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["x", "zero"], [input, zero], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static byte[] Graph(int depth, int width, sbyte weight)
    {
        var weights = new sbyte[depth * width];
        Array.Fill(weights, weight);
        var scales = new float[width];
        Array.Fill(scales, 1f);
        return new GraphWriter()
            .Input("x", UInt8, -1, depth)
            .Input("zero", UInt8)
            .Weight("w", weights, depth, width)
            .Weight("scales", scales, width)
            .Weight("one", [1f])
            .Node("MatMulIntegerToFloat", "com.microsoft", ["x", "w", "one", "scales", "zero"], ["y"])
            .Output("y", GraphWriter.Float, -1, width)
            .ToModel();
    }
}
