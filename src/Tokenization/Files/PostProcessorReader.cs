using RewardServer.Tokenization.PostProcessing;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads what a post-processor puts around one text, and around two.</summary>
internal static class PostProcessorReader
{
    private static readonly (SequenceTemplate, PairTemplate?) None = (SequenceTemplate.None, PairTemplate.None);

    public static (SequenceTemplate Single, PairTemplate? Pair) Read(JsonValue? postProcessor)
    {
        if (postProcessor is not { } found)
            return None;
        var type = found.Require("type");
        return type.Text() switch
        {
            "ByteLevel" => None, // only trims offsets, and spans here are never trimmed
            "TemplateProcessing" => (TemplateReader.Read(found), TemplateReader.ReadPair(found)),
            "BertProcessing" => ReadPairOfEnds(found, secondTypeId: 1, doublesMiddle: false),
            "RobertaProcessing" => ReadPairOfEnds(found, secondTypeId: 0, doublesMiddle: true),
            "Sequence" => found.Require("processors").Items().Select(p => Read(p)).Aggregate(None, Combine),
            var other => throw new TokenizerFormatException(
                type.Path, $"{other} is not supported; ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing and Sequences of them are"),
        };
    }

    private static (SequenceTemplate, PairTemplate?) Combine((SequenceTemplate Single, PairTemplate? Pair) inner, (SequenceTemplate Single, PairTemplate? Pair) outer)
    {
        var single = new SequenceTemplate([.. outer.Single.Start, .. inner.Single.Start], [.. inner.Single.End, .. outer.Single.End]);
        return (single, ReferenceEquals(inner.Pair, PairTemplate.None) ? outer.Pair : ReferenceEquals(outer.Pair, PairTemplate.None) ? inner.Pair : null);
    }

    private static (SequenceTemplate, PairTemplate?) ReadPairOfEnds(JsonValue processor, int secondTypeId, bool doublesMiddle)
    {
        var (start, end) = (IdOf(processor.Require("cls")), IdOf(processor.Require("sep")));
        var first = new TemplateToken(end, 0);
        var pair = new PairTemplate(
            [new TemplateToken(start, 0)], 0, doublesMiddle ? [first, first] : [first], secondTypeId, [new TemplateToken(end, secondTypeId)]);
        return (new SequenceTemplate([start], [end]), pair);
    }

    // A token and its id.
    private static int IdOf(JsonValue token) =>
        token.Items().Take(3).ToArray() is [_, var id] ? id.Id() : throw token.Unexpected("a token and its id");
}
