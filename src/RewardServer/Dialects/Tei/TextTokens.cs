using RewardServer.Models;
using RewardServer.Tokenization;

namespace RewardServer.Dialects.Tei;

/// <summary>Texts to tokens and back.</summary>
internal static class TextTokens
{
    /// <summary>A model's tokenizer.</summary>
    /// <exception cref="TeiException">It is composed of several models.</exception>
    public static HuggingFaceTokenizer TokenizerOf(ServedModel model) => model.Composite is null
        ? model.Input.Tokenizer
        : throw TeiException.Backend($"'{model.Name}' is composed of several models and has no tokenizer of its own");

    /// <summary>The tokens of a text; control tokens that it spells are those tokens.</summary>
    public static SimpleToken[] Of(HuggingFaceTokenizer tokenizer, string text, bool addsSequenceTokens)
    {
        List<int> ids = [];
        List<(int Start, int End)> spans = [];
        tokenizer.EncodeWithControlTokens(text, ids, spans);
        if (addsSequenceTokens)
            tokenizer.AddSequenceTokens(ids, spans);
        var points = CodePoints(text);
        var tokens = new SimpleToken[ids.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            var (start, end) = spans[i];
            tokens[i] = tokenizer.IsSpecial(ids[i])
                ? new(ids[i], tokenizer.FindContent(ids[i])!, true, null, null)
                : new(ids[i], text[start..end], false, points[start], points[end]);
        }
        return tokens;
    }

    /// <summary>The text of tokens.</summary>
    /// <exception cref="Errors.ApiException">An id is not in the vocabulary.</exception>
    public static string Decode(HuggingFaceTokenizer tokenizer, IReadOnlyList<int> ids, bool skipsSpecial)
    {
        foreach (var id in ids)
        {
            if (id < 0 || id >= tokenizer.VocabularySize)
                throw TeiException.Invalid($"the vocabulary has no token {id}; its ids are 0 to {tokenizer.VocabularySize - 1}");
        }
        return tokenizer.Decode([.. ids], skipsSpecial);
    }

    /// <summary>Per UTF-16 unit, and for the end, how many code points stand before it.</summary>
    private static int[] CodePoints(string text)
    {
        var (points, count) = (new int[text.Length + 1], 0);
        for (var unit = 0; unit < text.Length; unit++)
        {
            points[unit] = count;
            if (!(char.IsHighSurrogate(text[unit]) && unit + 1 < text.Length && char.IsLowSurrogate(text[unit + 1])))
                count++;
        }
        points[^1] = count;
        return points;
    }
}
