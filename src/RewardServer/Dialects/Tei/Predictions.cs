using RewardServer.Models;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Tei;

/// <summary>What a model says of inputs: labels by falling score.</summary>
/// <param name="Items">One list an input.</param>
/// <param name="Cost">What it took.</param>
internal sealed record Predictions(Prediction[][] Items, TeiCost Cost)
{
    /// <summary>Scores inputs: a text as an input that is laid out already, a pair as a problem and a response.</summary>
    /// <exception cref="Errors.ApiException">They could not be scored.</exception>
    public static async Task<Predictions> OfAsync(DialectCall call, ServedModel model, IReadOnlyList<string[]> inputs, TeiOptions options)
    {
        RequireScores(model);
        var (texts, pairs) = (IndicesOf(inputs, length: 1), IndicesOf(inputs, length: 2));
        var items = new Prediction[inputs.Count][];
        var ofTexts = OfTextsAsync(call, model, inputs, texts, items, options);
        var ofPairs = OfPairsAsync(call, model, inputs, pairs, items, options);
        // Both are awaited whatever happens: neither may go on behind the reply.
        var costs = await Task.WhenAll(ofTexts, ofPairs);
        call.NoteTruncated(costs.Sum(cost => cost.Truncated));
        return new(items, TeiCost.Of(costs) with { Characters = inputs.Sum(input => input.Sum(text => (long)text.Length)) });
    }

    /// <summary>Refuses a model without scores.</summary>
    /// <exception cref="TeiException">It is one.</exception>
    public static void RequireScores(ServedModel model)
    {
        if (!model.CanScore)
            throw TeiException.Backend($"the model '{model.Name}' compares two responses and has no scores; it is asked at {string.Join(", ", model.Info.Calls)}");
    }

    /// <summary>The name of a label.</summary>
    public static string LabelOf(int index) => $"LABEL_{index}";

    private static int[] IndicesOf(IReadOnlyList<string[]> inputs, int length) => [.. Enumerable.Range(0, inputs.Count).Where(index => inputs[index].Length == length)];

    private static async Task<TeiCost> OfTextsAsync(DialectCall call, ServedModel model, IReadOnlyList<string[]> inputs, int[] indices, Prediction[][] items, TeiOptions options)
    {
        if (indices.Length == 0)
            return TeiCost.None;
        if (model.JudgesSteps && !call.Options.AggregateSteps)
            throw TeiException.Backend($"the model '{model.Name}' judges steps, and a text has no single score; send a pair of problem and response, or ask /v1/score or /pooling, or set Dialects:AggregateSteps");
        if (model.Generative is not null || model.Composite is not null)
            throw TeiException.Backend($"'{model.Name}' ({model.Info.Kind}) judges a problem and a response; send a pair");
        var reply = await call.Pipeline.ReadAsync(
            new() { Model = model.Name, Inputs = [.. indices.Select(index => new WholeText(inputs[index][0], AddsSequenceTokens: true))], Truncation = options.Truncation, Field = "inputs" },
            call.Context);
        for (var i = 0; i < indices.Length; i++)
            items[indices[i]] = Sorted(HeadRows.OfWhole(reply.Results[i], model, activates: !options.IsRaw));
        return new(reply.Timings, reply.Tokens, reply.Truncated);
    }

    private static async Task<TeiCost> OfPairsAsync(DialectCall call, ServedModel model, IReadOnlyList<string[]> inputs, int[] indices, Prediction[][] items, TeiOptions options)
    {
        if (indices.Length == 0)
            return TeiCost.None;
        var scored = await PairScores.OfAsync(call, model, [.. indices.Select(index => (inputs[index][0], inputs[index][1]))], new()
        {
            IsRaw = options.IsRaw,
            Truncation = options.Truncation,
            WithLogits = !model.JudgesSteps && model.Composite is null,
            Field = item => $"/inputs/{indices[item]}",
        });
        for (var i = 0; i < indices.Length; i++)
            items[indices[i]] = Sorted(scored.Results[i].Logits is { } logits ? options.IsRaw ? [.. logits] : Activation.Of([.. logits]) : [scored.Scores[i]]);
        return new(scored.Timings, scored.Tokens, scored.Results.Count(result => result.Truncated is not null));
    }

    // A sort that keeps the order of equals.
    private static Prediction[] Sorted(float[] scores) =>
        [.. scores.Select((score, label) => new Prediction(score, LabelOf(label))).OrderByDescending(prediction => prediction.Score)];
}
