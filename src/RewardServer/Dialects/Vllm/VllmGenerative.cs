using System.Text.Json;

namespace RewardServer.Dialects.Vllm;

/// <summary>How likely label tokens are behind a query with an item.</summary>
internal sealed record VllmGenerativeRequest : DialectRequest
{
    /// <summary>Text or token ids that every input has.</summary>
    public JsonElement? Query { get; init; }

    /// <summary>What differs: a text, texts, or lists of token ids; each makes one input with the query.</summary>
    public JsonElement? Items { get; init; }

    /// <summary>The labels, of those that the model's head knows; the first one's probability is the score.</summary>
    public IReadOnlyList<int>? LabelTokenIds { get; init; }

    /// <summary>Whether probabilities are over the labels (the default) or over the whole vocabulary.</summary>
    public bool? ApplySoftmax { get; init; }

    /// <summary>Puts the item before the query.</summary>
    public bool ItemFirst { get; init; }

    /// <summary>The end of the reply's <c>id</c>.</summary>
    public string? RequestId { get; init; }
}

/// <summary><c>POST /generative_scoring</c>.</summary>
internal static class VllmGenerative
{
    /// <summary>Answers it.</summary>
    public static async Task AnswerAsync(DialectCall call)
    {
        var request = call.Read(VllmJson.Default.VllmGenerativeRequest);
        if (request.LabelTokenIds is not { Count: > 0 } labels)
            throw DialectCall.Refused("/label_token_ids", "at least one label is needed");
        var scored = await LabelScores.OfAsync(call, call.ModelOf(request), new(request.Query, request.Items, labels, request.ItemFirst, request.ApplySoftmax ?? true));
        await call.AnswerAsync(new VllmScoreReply
        {
            Id = $"generative-scoring-{(IgnoredFields.IsPlain(request.RequestId) ? request.RequestId : Guid.NewGuid().ToString("N"))}",
            Created = call.Created,
            Model = request.Model ?? scored.Model.Name,
            Data = [.. scored.Scores.Select((scores, index) => new VllmScore { Index = index, Score = scores[0] })],
            Usage = VllmUsage.Of(scored.Tokens),
        }, VllmJson.Default.VllmScoreReply);
    }
}
