using RewardServer.Tokenization.Decoding;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads the decoder.</summary>
internal static class DecoderReader
{
    private const int MostStripped = 1024;

    /// <param name="decoder">What the file has.</param>
    /// <param name="isByteLevel">The pre-tokenizer ends with ByteLevel; then so does the decoder, and it has no stages.</param>
    public static DecoderStages Read(JsonValue? decoder, bool isByteLevel)
    {
        if (decoder is not { } found)
            return DecoderStages.Spacing;
        var makers = new List<Func<DecodingStage>>();
        var isFused = false;
        foreach (var part in Flatten(found))
        {
            var type = part.Require("type");
            if (type.Text() == "ByteLevel" != isByteLevel)
            {
                throw new TokenizerFormatException(type.Path, isByteLevel
                    ? $"{type.Text()} is not supported after a ByteLevel pre_tokenizer; ByteLevel is"
                    : $"{type.Text()} is not supported: the pre_tokenizer has no ByteLevel");
            }
            if (type.Text() == "Fuse")
                isFused = true;
            else if (!isByteLevel)
                makers.Add(ReadStage(part, type, isFused));
        }
        return new DecoderStages(makers);
    }

    private static IEnumerable<JsonValue> Flatten(JsonValue part) => part.Require("type").Text() == "Sequence"
        ? part.Require("decoders").Items().SelectMany(Flatten)
        : [part];

    private static Func<DecodingStage> ReadStage(JsonValue part, JsonValue type, bool isFused)
    {
        switch (type.Text())
        {
            case "Strip":
                var content = OneUnit(part.Require("content"));
                var (start, end) = (CountOf(part, "start"), CountOf(part, "stop"));
                return () => new StripStage(content, start, end, isFused);
            case var other when isFused:
                throw new TokenizerFormatException(type.Path, $"{other} after Fuse is not supported");
            case "Replace":
                var (pattern, replacement) = (part.Require("pattern").Require("String").Text(), part.Require("content").Text());
                return pattern.Length > 0 ? () => new ReplaceStage(pattern, replacement) : throw part.Require("pattern").Unexpected("a string that is not empty");
            case "ByteFallback":
                return () => new ByteFallbackStage();
            case "Metaspace":
                var mark = PreTokenizerReader.ReadMetaspace(part);
                return () => new MetaspaceStage(mark.Mark, mark.Scheme != PrefixScheme.Never);
            case "WordPiece":
                var (prefix, cleansUp) = (part.Find("prefix")?.Text() ?? "##", part.Find("cleanup")?.Boolean() ?? true);
                return () => new WordPieceStage(prefix, cleansUp);
            case var other:
                throw new TokenizerFormatException(
                    type.Path, $"{other} is not supported; ByteLevel, Metaspace, WordPiece, Replace, ByteFallback, Fuse, Strip and Sequences of them are");
        }
    }

    private static char OneUnit(JsonValue value) =>
        value.Text() is { Length: 1 } text ? text[0] : throw value.Unexpected("one character of the basic plane");

    private static int CountOf(JsonValue part, string name) =>
        part.Find(name) is not { } found ? 0
        : found.Element.ValueKind == System.Text.Json.JsonValueKind.Number && found.Element.TryGetInt32(out var count) && count is >= 0 and <= MostStripped ? count
        : throw found.Unexpected($"0 to {MostStripped}");
}
