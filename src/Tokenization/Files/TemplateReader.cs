using RewardServer.Tokenization.PostProcessing;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads what a TemplateProcessing puts around a single sequence.</summary>
internal static class TemplateReader
{
    public static SequenceTemplate Read(JsonValue processor)
    {
        var start = new List<int>();
        var end = new List<int>();
        var single = processor.Require("single");
        var specialTokens = processor.Find("special_tokens");
        var seen = 0;
        foreach (var item in single.Items())
        {
            if (item.Find("Sequence") is not null)
                seen++;
            else
                (seen == 0 ? start : end).AddRange(IdsOf(item.Require("SpecialToken").Require("id"), specialTokens));
        }
        if (seen != 1)
            throw new TokenizerFormatException(single.Path, $"names {seen} sequences; it should name one");
        return new SequenceTemplate(start, end);
    }

    private static int[] IdsOf(JsonValue name, JsonValue? specialTokens) =>
        specialTokens?.Find(name.Text())?.Require("ids").Items().Select(id => id.Id()).ToArray()
        ?? throw new TokenizerFormatException(name.Path, $"special_tokens has no \"{name.Text()}\"");
}
