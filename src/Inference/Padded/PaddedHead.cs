using System.Numerics.Tensors;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Padded;

/// <summary>Turns a row of a padded graph into the numbers the manifest's head promises.</summary>
internal sealed class PaddedHead(GraphManifest graph)
{
    private const string NotFinite = "The model put out a number that is not finite (NaN or infinity) for this input.";

    private bool ReadsVocabulary => graph.Head is PackedGraph.LabelTokensHead or PackedGraph.LabelLogProbabilityHead or PackedGraph.TargetHead;

    /// <summary>Throws <see cref="InferenceException"/> when rows are not as wide as the head needs them.</summary>
    public void Require(PaddedRows rows)
    {
        var (width, field) = ReadsVocabulary ? (graph.Vocabulary, "graph.vocabulary") : (graph.Outputs, "graph.outputs");
        if (rows.Width != width)
            throw new InferenceException($"The graph puts out rows of {rows.Width} numbers, and the manifest's {field} is {width} (head '{graph.Head}').");
    }

    /// <summary>Fills an item's output, or says why it has none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="rows">The run's rows.</param>
    /// <param name="sequence">Which of the run's sequences the item is.</param>
    public void HandOut(InferenceItem item, PaddedRows rows, int sequence)
    {
        var output = item.Output.Span[..(item.ReadPositions.Length * graph.Outputs)];
        item.Error = Fill(item, rows, sequence, output);
        if (item.Error is not null)
            output.Clear();
    }

    private string? Fill(InferenceItem item, PaddedRows rows, int sequence, Span<float> output)
    {
        var positions = item.ReadPositions.Span;
        if (rows.IsPooled && (positions.Length != 1 || positions[0] != item.TokenIds.Length - 1))
            return "The graph puts out one row a sequence, so only the last token can be read; this model's format reads elsewhere.";
        for (var read = 0; read < positions.Length; read++)
        {
            var row = rows.Row(sequence, positions[read]);
            if (!TensorPrimitives.IsFiniteAll(row))
                return NotFinite;
            Read(row, item.Targets.IsEmpty ? -1 : item.Targets.Span[read], output.Slice(read * graph.Outputs, graph.Outputs));
        }

        return null;
    }

    private void Read(ReadOnlySpan<float> row, int target, Span<float> output)
    {
        if (!ReadsVocabulary)
        {
            row.CopyTo(output);
            return;
        }

        var shift = graph.Head == PackedGraph.LabelTokensHead ? 0 : LogSumExp(row);
        for (var i = 0; i < output.Length; i++)
            output[i] = (float)(row[graph.LabelIds is { } labels ? labels[i] : target] - shift);
    }

    private static double LogSumExp(ReadOnlySpan<float> row)
    {
        double max = TensorPrimitives.Max(row);
        var sum = 0.0;
        foreach (var z in row)
            sum += Math.Exp(z - max);
        return max + Math.Log(sum);
    }
}
