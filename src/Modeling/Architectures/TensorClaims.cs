using System.Text.RegularExpressions;
using RewardServer.Modeling.Checkpoints;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Architectures;

/// <summary>
/// Hands out the tensors of a checkpoint once each, with the shape they must have, and in the end refuses those nobody wanted:
/// a tensor that the graph does not use means that the model is not what it is taken for.
/// </summary>
internal sealed partial class TensorClaims(Checkpoint checkpoint)
{
    private const int MaxLabels = 1 << 16;

    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);

    /// <summary>Whether the checkpoint has a tensor of this name.</summary>
    public bool Has(string name) => checkpoint.Find(name) is not null;

    /// <summary>The rows of a matrix of this name, or null when there is none.</summary>
    public long? Rows(string name) => checkpoint.Find(name) is { Shape: [> 0 and <= MaxLabels, _] } matrix ? matrix.Shape[0] : null;

    /// <summary>The tensor of this name; refused when missing, of another shape or in a number format that is no weight's.</summary>
    public TensorInfo Take(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = Get(name);
        if (!tensor.Shape.SequenceEqual(shape.ToArray()))
            throw new CheckpointException($"Tensor {Quote(name)} has shape {tensor.ShapeText}; config.json asks for [{string.Join(", ", shape.ToArray())}].");
        return Claim(tensor);
    }

    /// <summary>A matrix whose row count is its own; the columns must fit.</summary>
    public TensorInfo TakeRows(string name, long columns)
    {
        var tensor = Get(name);
        if (tensor.Shape is not [> 0 and <= MaxLabels, var width] || width != columns)
            throw new CheckpointException($"Tensor {Quote(name)} has shape {tensor.ShapeText}; config.json asks for [labels, {columns}].");
        return Claim(tensor);
    }

    /// <summary>A linear layer [rows, columns], with its bias when it must have one.</summary>
    public LinearTensors TakeLinear(string name, long rows, long columns, bool hasBias) =>
        new(WeightMatrix.Of(Take(name + ".weight", rows, columns)), hasBias ? Take(name + ".bias", rows) : null);

    /// <summary>The one number of a tensor of one element.</summary>
    public float TakeNumber(string name)
    {
        var tensor = Take(name, 1);
        Span<float> number = [0];
        checkpoint.Read(tensor, 0, number);
        return float.IsFinite(number[0]) ? number[0] : throw new CheckpointException($"Tensor {Quote(name)} is not a finite number.");
    }

    /// <summary>Drops a tensor that is known to have no influence on the head in use; refused if its shape is wrong all the same.</summary>
    public void Drop(string name, params ReadOnlySpan<long> shape)
    {
        if (Has(name))
            Take(name, shape);
    }

    /// <summary>Refuses the first tensor that nobody took.</summary>
    public void RefuseRest()
    {
        // Old exports carry the rotary frequencies, which config.json determines.
        var rest = checkpoint.Names.Where(n => !_claimed.Contains(n) && !RotaryBuffer().IsMatch(n)).Order(StringComparer.Ordinal).ToList();
        if (rest.Count > 0)
            throw new CheckpointException($"The checkpoint has tensor {Quote(rest[0])}{(rest.Count > 1 ? $" and {rest.Count - 1} more" : "")}, which this architecture does not know; the result would not be the model's.");
    }

    [GeneratedRegex(@"^model\.(layers\.[0-9]+\.self_attn\.)?rotary_emb\.inv_freq$", RegexOptions.NonBacktracking)]
    private static partial Regex RotaryBuffer();

    private TensorInfo Get(string name) =>
        checkpoint.Find(name) ?? throw new CheckpointException($"The checkpoint lacks tensor {Quote(name)}.");

    private TensorInfo Claim(TensorInfo tensor)
    {
        if (tensor.DataType == TensorDataType.Other)
            throw new CheckpointException($"Tensor {Quote(tensor.Name)} is not stored as F32, F16 or BF16; convert the checkpoint first.");
        _claimed.Add(tensor.Name);
        return tensor;
    }
}
