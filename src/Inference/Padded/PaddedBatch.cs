using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RewardServer.Inference.Padded;

/// <summary>Sequences side by side, filled up on the right to the longest: the tensors of one run.</summary>
internal sealed class PaddedBatch(IReadOnlyList<InferenceItem> items, int padId, int? segmentEndId)
{
    /// <summary>B.</summary>
    public int Sequences => items.Count;

    /// <summary>T.</summary>
    public int Length { get; } = items.Max(item => item.TokenIds.Length);

    /// <summary>The values [B, T] of an input in the type it wants.</summary>
    public OrtValue Tensor(PaddedInput input)
    {
        var values = Values(input.Role);
        long[] shape = [Sequences, Length];
        return input.Type switch
        {
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(values, shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (int)value), shape),
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (float)value), shape),
            _ => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => value != 0), shape),
        };
    }

    private long[] Values(PaddedRole role)
    {
        var values = new long[Sequences * Length];
        for (var s = 0; s < Sequences; s++)
        {
            var row = values.AsSpan(s * Length, Length);
            var tokens = items[s].TokenIds.Span;
            if (role == PaddedRole.Positions)
                Count(row);
            else if (role == PaddedRole.AttentionMask)
                row[..tokens.Length].Fill(1);
            else if (role == PaddedRole.TokenTypes)
                row[FirstSegment(tokens)..tokens.Length].Fill(1);
            else
                Ids(tokens, row);
        }

        return values;
    }

    private static void Count(Span<long> row)
    {
        for (var t = 0; t < row.Length; t++)
            row[t] = t;
    }

    private void Ids(ReadOnlySpan<int> tokens, Span<long> row)
    {
        for (var t = 0; t < tokens.Length; t++)
            row[t] = tokens[t];
        row[tokens.Length..].Fill(padId);
    }

    /// <summary>Tokens of the first segment, its end included; all where there is no end.</summary>
    private int FirstSegment(ReadOnlySpan<int> tokens)
    {
        var end = segmentEndId is { } id ? tokens.IndexOf(id) : -1;
        return end < 0 ? tokens.Length : end + 1;
    }
}
