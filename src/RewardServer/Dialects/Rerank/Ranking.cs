using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Rerank;

/// <summary>Documents with the scores that a model gives them as responses to the query, best first.</summary>
/// <param name="Model">The model.</param>
/// <param name="ModelName">Its name as the client spelled it.</param>
/// <param name="Documents">All documents.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Best">Indices of the documents to return, by falling score, ties by index.</param>
/// <param name="Tokens">Tokens of the model's input for each document.</param>
internal sealed record Ranking(ServedModel Model, string ModelName, IReadOnlyList<string> Documents, float[] Scores, int[] Best, long[] Tokens)
{
    /// <summary>Documents of a call at most.</summary>
    public const int MaxDocuments = 1000;

    /// <summary>Ranks the documents of a request.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">Its body.</param>
    /// <param name="isRaw">Whether logits stay logits when the request does not say.</param>
    public static async Task<Ranking> OfAsync(DialectCall call, RerankRequest request, bool isRaw = false)
    {
        var (query, documents) = Read(call, request);
        var model = call.ModelOf(request);
        if (request.MaxTokensPerDoc is > 0 and var most)
            call.NoteTruncated(DocumentCutter.Cut(documents, most, model.Input.Tokenizer));
        var scored = await PairScores.OfAsync(call, model, [.. documents.Select(document => (query, document))], new()
        {
            IsRaw = request.RawScores ?? !request.UseActivation ?? isRaw,
            Truncation = request.TruncatePromptTokens is null ? Truncation.Error : Truncation.Right,
            Field = index => $"/documents/{index}",
        });
        var best = Enumerable.Range(0, documents.Length).OrderByDescending(index => scored.Scores[index]).Take(request.TopN is > 0 and var n ? n : documents.Length);
        return new(model, request.Model ?? model.Name, documents, scored.Scores, [.. best], [.. scored.Results.Select(result => result.Usage!.Tokens)]);
    }

    private static (string Query, string[] Documents) Read(DialectCall call, RerankRequest request)
    {
        var errors = new RequestErrors();
        string? query = null;
        if (request.Query is { } asked)
            TextField.TryReadObject(asked, "/query", errors, out query);
        else
            errors.Add("/query", "this field is required");
        Pipeline.RequestChecks.CheckCount(request.Documents?.Count, "/documents", "document", errors, most: MaxDocuments);
        var documents = new string[request.Documents is { Count: <= MaxDocuments } given ? given.Count : 0];
        for (var i = 0; i < documents.Length && !errors.Full; i++)
            documents[i] = TextField.TryReadObject(request.Documents![i], $"/documents/{i}", errors, out var text) ? text : "";
        if (request.TopN < 0)
            errors.Add("/top_n", "must be at least 1, or 0 for all");
        if (request.TruncatePromptTokens is not (null or -1))
            errors.Add("/truncate_prompt_tokens", "must be -1 (the model's maximum) for pairs of texts; max_tokens_per_doc cuts each document");
        if (request.RankFields is { } fields && fields is not ["text"])
            errors.Add("/rank_fields", "only the field text is supported");
        if (request is { RawScores: { } raw, UseActivation: { } activation } && raw == activation)
            errors.Add("/use_activation", "contradicts raw_scores; send one of them");
        errors.ThrowIfAny();
        call.Ignore("max_chunks_per_doc", request.MaxChunksPerDoc is not null);
        return (query!, documents);
    }
}
