using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads the pre-tokenizer: any Splits and Digits, then ByteLevel.</summary>
internal static class PreTokenizerReader
{
    public static PreTokenizerOptions Read(JsonValue? preTokenizer)
    {
        var root = preTokenizer ?? throw new TokenizerFormatException(
            "pre_tokenizer", "is missing: only byte-level BPE is supported, and that has a ByteLevel pre-tokenizer");
        var splits = new List<IWordScanner>();
        JsonValue? byteLevel = null;
        foreach (var part in Flatten(root))
        {
            var type = part.Require("type");
            if (byteLevel is not null)
                throw new TokenizerFormatException(type.Path, $"{type.Text()} after ByteLevel is not supported");
            if (type.Text() == "ByteLevel")
                byteLevel = part;
            else
                splits.Add(ReadSplit(part, type));
        }
        if (byteLevel is not { } last)
            throw new TokenizerFormatException(root.Path, "has no ByteLevel: BPE over characters (SentencePiece style) is not supported");
        return new PreTokenizerOptions(
            splits,
            last.Find("add_prefix_space")?.Boolean() ?? true,
            last.Find("use_regex")?.Boolean() ?? true);
    }

    private static IEnumerable<JsonValue> Flatten(JsonValue part) => part.Require("type").Text() == "Sequence"
        ? part.Require("pretokenizers").Items().SelectMany(Flatten)
        : [part];

    private static IWordScanner ReadSplit(JsonValue part, JsonValue type) => type.Text() switch
    {
        "Split" => ReadPattern(part),
        "Digits" => new DigitsScanner(part.Find("individual_digits")?.Boolean() ?? false),
        var other => throw new TokenizerFormatException(type.Path, $"{other} is not supported; ByteLevel, Split, Digits and Sequences of them are"),
    };

    private static IWordScanner ReadPattern(JsonValue split)
    {
        var pattern = split.Require("pattern").Require("Regex");
        var behavior = split.Require("behavior");
        var isInverted = split.Find("invert")?.Boolean() ?? false;
        var scanner = ScannerPatterns.Find(pattern.Text()) ?? throw new TokenizerFormatException(
            pattern.Path, $"this pattern is not supported; those of GPT-2, Qwen2 and Llama 3 are: {pattern.Text()}");
        // The patterns match every character, so to isolate the matches and to remove what is between them are the same.
        var isKnown = behavior.Text() == "Isolated" || (behavior.Text() == "Removed" && isInverted);
        return isKnown ? scanner : throw new TokenizerFormatException(
            behavior.Path, $"{behavior.Text()} with invert {(isInverted ? "true" : "false")} is not supported; Isolated is");
    }
}
