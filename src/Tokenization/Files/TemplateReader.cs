using RewardServer.Tokenization.PostProcessing;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads what a TemplateProcessing puts around texts.</summary>
internal static class TemplateReader
{
    public static SequenceTemplate Read(JsonValue processor)
    {
        var single = processor.Require("single");
        var (parts, texts) = ReadParts(single, processor);
        if (texts.Count != 1)
            throw new TokenizerFormatException(single.Path, $"names {texts.Count} sequences; it should name one");
        return new SequenceTemplate([.. parts[0].Select(token => token.Id)], [.. parts[1].Select(token => token.Id)]);
    }

    /// <summary>The template of two texts, or null when it is not of one text and then another.</summary>
    public static PairTemplate? ReadPair(JsonValue processor)
    {
        if (processor.Find("pair") is not { } pair)
            return null;
        var (parts, texts) = ReadParts(pair, processor);
        return texts is [("A", var first), ("B", var second)] ? new PairTemplate(parts[0], first, parts[1], second, parts[2]) : null;
    }

    // The tokens before, between and after the texts.
    private static (List<List<TemplateToken>> Parts, List<(string Name, int TypeId)> Texts) ReadParts(JsonValue items, JsonValue processor)
    {
        var specialTokens = processor.Find("special_tokens");
        var parts = new List<List<TemplateToken>> { new() };
        var texts = new List<(string, int)>();
        foreach (var item in items.Items())
        {
            if (item.Find("Sequence") is { } text)
            {
                texts.Add((text.Find("id")?.Text() ?? "A", TypeOf(text)));
                parts.Add([]);
                continue;
            }
            var token = item.Require("SpecialToken");
            parts[^1].AddRange(IdsOf(token.Require("id"), specialTokens).Select(id => new TemplateToken(id, TypeOf(token))));
        }
        return (parts, texts);
    }

    private static int TypeOf(JsonValue item) => item.Find("type_id")?.Id() ?? 0;

    private static int[] IdsOf(JsonValue name, JsonValue? specialTokens) =>
        specialTokens?.Find(name.Text())?.Require("ids").Items().Select(id => id.Id()).ToArray()
        ?? throw new TokenizerFormatException(name.Path, $"special_tokens has no \"{name.Text()}\"");
}
