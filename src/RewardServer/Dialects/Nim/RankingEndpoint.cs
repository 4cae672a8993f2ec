using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Nim;

/// <summary><c>POST /v1/ranking</c>.</summary>
internal static class RankingEndpoint
{
    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(DialectCall call)
    {
        var request = call.Read(NimJson.Default.RankingRequest);
        Check(request);
        var scored = await PairScores.OfAsync(call, call.ModelOf(request), [.. request.Passages!.Select(passage => (request.Query!.Text!, passage.Text!))], new()
        {
            IsRaw = true,
            Truncation = request.Truncate is "END" ? Truncation.Right : Truncation.Error,
            Field = item => $"/passages/{item}",
        });
        var rankings = scored.Scores.Select((score, index) => new RankedPassage(index, score)).OrderByDescending(passage => passage.Logit);
        await call.AnswerAsync(new RankingReply([.. rankings], new(scored.Tokens, scored.Tokens)), NimJson.Default.RankingReply);
    }

    private static void Check(RankingRequest request)
    {
        var errors = new RequestErrors();
        if (string.IsNullOrEmpty(request.Query?.Text))
            errors.Add("/query/text", "a text that is not empty is required");
        TextList.Check(request.Passages?.Select(passage => passage?.Text).ToArray(), "/passages", "passage", errors);
        if (request.Truncate is not (null or "NONE" or "END"))
            errors.Add("/truncate", "must be NONE or END");
        errors.ThrowIfAny();
    }
}
