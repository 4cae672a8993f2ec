using RewardServer.Dialects.Reading;
using RewardServer.Errors;
using RewardServer.Models;

namespace RewardServer.Dialects.Tei;

/// <summary>Texts by falling score, ties by index.</summary>
/// <param name="Items">The texts.</param>
/// <param name="Cost">What it took.</param>
internal sealed record Ranks(Rank[] Items, TeiCost Cost)
{
    /// <summary>Ranks texts as responses to a query.</summary>
    /// <exception cref="ApiException">They could not be scored.</exception>
    public static async Task<Ranks> OfAsync(DialectCall call, ServedModel model, string? query, IReadOnlyList<string>? texts, TeiOptions options, bool withTexts)
    {
        Check(query, texts);
        Predictions.RequireScores(model);
        var scored = await PairScores.OfAsync(call, model, [.. texts!.Select(text => (query!, text))], new() { IsRaw = options.IsRaw, Truncation = options.Truncation, Field = item => $"/texts/{item}" });
        var ranks = scored.Scores.Select((score, index) => new Rank(index, withTexts ? texts![index] : null, score)).OrderByDescending(rank => rank.Score);
        return new([.. ranks], new(scored.Timings, scored.Tokens, 0) { Characters = query!.Length + texts!.Sum(text => (long)text.Length) });
    }

    private static void Check(string? query, IReadOnlyList<string?>? texts)
    {
        if (texts is { Count: 0 })
            throw TeiException.Empty("`texts` cannot be empty");
        if (query is "" || texts?.Contains("") == true)
            throw TeiException.Empty("`query` and every text must not be empty");
        var errors = new RequestErrors();
        if (query is null)
            errors.Add("/query", "this field is required");
        TextList.Check(texts, "/texts", "text", errors);
        errors.ThrowIfAny();
    }
}
