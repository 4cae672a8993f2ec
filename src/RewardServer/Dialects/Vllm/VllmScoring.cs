using RewardServer.Dialects.Rerank;
using RewardServer.Errors;
using RewardServer.Models;

namespace RewardServer.Dialects.Vllm;

/// <summary><c>POST /score</c>: one number for each pair of texts.</summary>
internal static class VllmScoring
{
    /// <summary>Answers it.</summary>
    public static async Task AnswerAsync(DialectCall call)
    {
        var request = call.Read(VllmJson.Default.VllmScoreRequest);
        var errors = new RequestErrors();
        request.Check(call, errors);
        var pairs = request.Pairs(errors);
        if (request.TruncatePromptTokens is > 0)
            errors.Add("/truncate_prompt_tokens", "must be -1 (the model's maximum) for pairs of texts; max_tokens_per_doc cuts each document");
        errors.ThrowIfAny();
        call.Ignore("encoding_format", request.EncodingFormat is not (null or "float"));

        var model = call.ModelOf(request);
        var cut = Cut(pairs, request, model);
        var scored = await PairScores.OfAsync(call, model, pairs, new() { IsRaw = !request.Activates, Truncation = request.Truncation, Field = index => $"pair {index}" });
        call.NoteTruncated(Math.Max(cut, scored.Results.Count(result => result.Truncated is not null)));
        await call.AnswerAsync(new VllmScoreReply
        {
            Id = request.NewId("score"),
            Created = call.Created,
            Model = request.Model ?? model.Name,
            Data = [.. scored.Scores.Select((score, index) => new VllmScore { Index = index, Score = score })],
            Usage = VllmUsage.Of(scored.Tokens),
        }, VllmJson.Default.VllmScoreReply);
    }

    private static int Cut((string Problem, string Response)[] pairs, VllmScoreRequest request, ServedModel model)
    {
        var cut = 0;
        for (var i = 0; i < pairs.Length; i++)
        {
            string[] texts = [pairs[i].Problem, pairs[i].Response];
            if (request.MaxTokensPerQuery is > 0 and var query)
                cut += DocumentCutter.Cut(texts.AsSpan(0, 1), query, model.Input.Tokenizer);
            if (request.MaxTokensPerDoc is > 0 and var document)
                cut += DocumentCutter.Cut(texts.AsSpan(1), document, model.Input.Tokenizer);
            pairs[i] = (texts[0], texts[1]);
        }
        return cut;
    }
}
