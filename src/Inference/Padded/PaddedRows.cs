using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RewardServer.Inference.Padded;

/// <summary>What a run of a padded graph put out: one row a sequence, or one a token.</summary>
internal sealed class PaddedRows
{
    private readonly float[] _values;
    private readonly int _length;

    private PaddedRows(float[] values, bool isPooled, int length, int width)
    {
        _values = values;
        IsPooled = isPooled;
        _length = length;
        Width = width;
    }

    /// <summary>Whether there is one row a sequence.</summary>
    public bool IsPooled { get; }

    /// <summary>Numbers of a row.</summary>
    public int Width { get; }

    /// <summary>The row at a position of a sequence.</summary>
    public ReadOnlySpan<float> Row(int sequence, int position) =>
        _values.AsSpan((IsPooled ? sequence : (sequence * _length) + position) * Width, Width);

    /// <summary>Copies an output [B], [B, W] or [B, T, W]; throws <see cref="InferenceException"/> when it has another shape or type.</summary>
    public static PaddedRows Of(OrtValue output, PaddedBatch batch)
    {
        var (type, shape) = (output.GetTensorTypeAndShape().ElementDataType, output.GetTensorTypeAndShape().Shape);
        var fits = shape.Length is 1 or 2 or 3 && shape[0] == batch.Sequences && (shape.Length < 3 || shape[1] == batch.Length);
        if (!fits)
            throw new InferenceException($"The graph put out [{string.Join(", ", shape)}] for {batch.Sequences} sequences of {batch.Length} tokens; the padded executor reads [sequences, outputs] or [sequences, tokens, outputs].");
        return new(Floats(output, type), shape.Length < 3, batch.Length, shape.Length == 1 ? 1 : checked((int)shape[^1]));
    }

    private static float[] Floats(OrtValue output, TensorElementType type) => type switch
    {
        TensorElementType.Float => output.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Float16 => Array.ConvertAll(
            MemoryMarshal.Cast<Microsoft.ML.OnnxRuntime.Float16, Half>(output.GetTensorDataAsSpan<Microsoft.ML.OnnxRuntime.Float16>()).ToArray(), half => (float)half),
        _ => throw new InferenceException($"The graph puts out {type}; the padded executor reads Float and Float16."),
    };
}
