using System.Text.Json;
using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Dialects;

/// <summary>What is asked about labels.</summary>
/// <param name="Query">Text or ids that every input has.</param>
/// <param name="Items">What differs.</param>
/// <param name="Labels">Label token ids; null for a classifier's own labels.</param>
/// <param name="ItemFirst">Whether the item stands before the query.</param>
/// <param name="IsOverLabels">Whether probabilities are over the labels alone.</param>
internal sealed record LabelQuestion(JsonElement? Query, JsonElement? Items, IReadOnlyList<int>? Labels, bool ItemFirst, bool IsOverLabels);

/// <summary>Per item, one number a label, read at the last token of query and item.</summary>
/// <param name="Model">The model.</param>
/// <param name="Scores">[items][labels]</param>
/// <param name="Tokens">Tokens of the model's inputs.</param>
internal sealed record LabelScores(ServedModel Model, float[][] Scores, long Tokens)
{
    /// <summary>Has them computed.</summary>
    /// <exception cref="ApiException">The request or the model does not allow it.</exception>
    public static async Task<LabelScores> OfAsync(DialectCall call, ServedModel model, LabelQuestion question)
    {
        var errors = new RequestErrors();
        var query = InputField.Read(question.Query, "query", addsSequenceTokens: true, errors);
        var items = InputField.Read(question.Items, "items", addsSequenceTokens: true, errors);
        if (query.Count > 1)
            errors.Add("/query", "expected one text, or the token ids of one");
        if (query is [var one] && items.Any(item => item.GetType() != one.GetType()))
            errors.Add("/items", "query and items must both be text, or both token ids");
        var columns = question.Labels is { } labels ? ColumnsOf(labels, model, question.IsOverLabels, errors) : null;
        errors.ThrowIfAny();

        var reply = await call.Pipeline.ReadAsync(new()
        {
            Model = model.Name,
            Inputs = [.. items.Select(item => question.ItemFirst ? Join(item, query[0]) : Join(query[0], item))],
            Reading = InputReading.LastToken,
            Field = "items",
        }, call.Context);
        return new(model, Array.ConvertAll(reply.Results, result => Read(result.Rows, columns, question.IsOverLabels)), reply.Tokens);
    }

    private static int[] ColumnsOf(IReadOnlyList<int> labels, ServedModel model, bool isOverLabels, RequestErrors errors)
    {
        var graph = model.Input.Manifest.Graph;
        var known = graph.LabelIds ?? [];
        if (known.Count == 0)
            errors.Add("/model", $"the model '{model.Name}' ({model.Info.Kind}) has no label tokens; it is asked without label_token_ids");
        else if (labels.Count > known.Count || labels.Except(known).Any())
            errors.Add("/label_token_ids", $"the model's head knows the labels {string.Join(", ", known)}");
        else if (!isOverLabels && graph.Head != PackedGraph.LabelLogProbabilityHead)
            errors.Add("/apply_softmax", "the model's head gives its labels' logits, not their share of the vocabulary; send true");
        return errors.Any ? [] : [.. labels.Select(label => known.ToList().IndexOf(label))];
    }

    private static float[] Read(float[] row, int[]? columns, bool isOverLabels)
    {
        var chosen = columns is null ? row : Array.ConvertAll(columns, column => row[column]);
        if (columns is null)
            return isOverLabels ? Activation.Of(chosen) : chosen;
        if (!isOverLabels)
            return Array.ConvertAll(chosen, logProbability => (float)Math.Min(1, Math.Exp(logProbability)));
        // One label of one is certain; there is no sigmoid here, for these are not the logits of a yes.
        return chosen.Length == 1 ? [1] : Activation.Of(chosen);
    }

    private static WholeInput Join(WholeInput first, WholeInput second) => (first, second) switch
    {
        (WholeText one, WholeText other) => one with { Text = one.Text + other.Text },
        (WholeTokens one, WholeTokens other) => new WholeTokens([.. one.Ids, .. other.Ids]),
        _ => throw new System.Diagnostics.UnreachableException("Query and item were not checked. This is a bug."),
    };
}
