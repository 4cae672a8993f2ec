using RewardServer.Tokenization.PreTokenizers;
using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads the pre-tokenizer. ByteLevel can only be the last.</summary>
internal static class PreTokenizerReader
{
    public static PreTokenizerOptions Read(JsonValue? preTokenizer)
    {
        var steps = new List<PreTokenizerStep>();
        var isByteLevel = false;
        foreach (var part in preTokenizer is { } root ? Flatten(root) : [])
        {
            var type = part.Require("type");
            if (isByteLevel)
                throw new TokenizerFormatException(type.Path, $"{type.Text()} after ByteLevel is not supported");
            isByteLevel = type.Text() == "ByteLevel";
            steps.AddRange(ReadSteps(part, type));
        }
        return new PreTokenizerOptions(steps, isByteLevel);
    }

    /// <summary>What a Metaspace, be it a pre-tokenizer or a decoder, says of its mark.</summary>
    public static PrefixMark ReadMetaspace(JsonValue part)
    {
        var mark = part.Find("replacement")?.Text() ?? "▁";
        if (mark.Length != 1)
            throw part.Require("replacement").Unexpected("one character of the basic plane");
        // Before there was a scheme there was add_prefix_space.
        var isAdded = part.Find("add_prefix_space")?.Boolean() ?? true;
        var scheme = part.Find("prepend_scheme") is { } found
            ? found.Text() switch
            {
                "always" => PrefixScheme.Always,
                "first" => PrefixScheme.First,
                "never" => PrefixScheme.Never,
                _ => throw found.Unexpected("always, first or never"),
            }
            : isAdded ? PrefixScheme.Always : PrefixScheme.Never;
        return new PrefixMark(mark[0], scheme);
    }

    private static IEnumerable<JsonValue> Flatten(JsonValue part) => part.Require("type").Text() == "Sequence"
        ? part.Require("pretokenizers").Items().SelectMany(Flatten)
        : [part];

    private static IEnumerable<PreTokenizerStep> ReadSteps(JsonValue part, JsonValue type) => type.Text() switch
    {
        "ByteLevel" => ReadByteLevel(part),
        "Metaspace" => ReadMetaspaceSteps(part),
        "Split" => [PreTokenizerStep.Cut(ReadSplit(part))],
        "Digits" => [PreTokenizerStep.Cut(new DigitsScanner(part.Find("individual_digits")?.Boolean() ?? false))],
        "WhitespaceSplit" => [PreTokenizerStep.Cut(new SpaceScanner(isolated: RuneClass.Other, runs: RuneClass.Other))],
        "Whitespace" => [PreTokenizerStep.Cut(new SpaceScanner(isolated: RuneClass.Other, runs: RuneClass.Word))],
        "BertPreTokenizer" => [PreTokenizerStep.Cut(new SpaceScanner(isolated: RuneClass.Punctuation, runs: RuneClass.Other))],
        var other => throw new TokenizerFormatException(
            type.Path, $"{other} is not supported; ByteLevel, Metaspace, WhitespaceSplit, Whitespace, BertPreTokenizer, Split, Digits and Sequences of them are"),
    };

    private static IEnumerable<PreTokenizerStep> ReadByteLevel(JsonValue part)
    {
        if (part.Find("add_prefix_space")?.Boolean() ?? true)
            yield return PreTokenizerStep.Put(new PrefixMark(' ', PrefixScheme.Always));
        if (part.Find("use_regex")?.Boolean() ?? true)
            yield return PreTokenizerStep.Cut(new Gpt2Scanner());
    }

    private static IEnumerable<PreTokenizerStep> ReadMetaspaceSteps(JsonValue part)
    {
        var mark = ReadMetaspace(part);
        yield return PreTokenizerStep.Put(mark);
        if (part.Find("split")?.Boolean() ?? true)
            yield return PreTokenizerStep.Cut(new LiteralScanner(mark.Mark.ToString(), SplitBehavior.MergedWithNext));
    }

    private static IWordScanner ReadSplit(JsonValue split)
    {
        var pattern = split.Require("pattern");
        var behavior = split.Require("behavior");
        var isInverted = split.Find("invert")?.Boolean() ?? false;
        if (pattern.Find("String") is { } literal)
        {
            var isKnown = Enum.TryParse<SplitBehavior>(behavior.Text(), out var known) && known.ToString() == behavior.Text() && !isInverted;
            return literal.Text().Length == 0 ? throw literal.Unexpected("at least one character")
                : isKnown ? new LiteralScanner(literal.Text(), known)
                : throw Unsupported(behavior, isInverted);
        }
        var expression = pattern.Require("Regex");
        var scanner = ScannerPatterns.Find(expression.Text()) ?? throw new TokenizerFormatException(
            expression.Path, $"this pattern is not supported; those of GPT-2, Qwen2 and Llama 3 are: {expression.Text()}");
        // The patterns match every character, so to isolate the matches and to remove what is between them are the same.
        return behavior.Text() == "Isolated" || (behavior.Text() == "Removed" && isInverted) ? scanner : throw Unsupported(behavior, isInverted);
    }

    private static TokenizerFormatException Unsupported(JsonValue behavior, bool isInverted) =>
        new(behavior.Path, $"{behavior.Text()} with invert {(isInverted ? "true" : "false")} is not supported; Isolated is");
}
