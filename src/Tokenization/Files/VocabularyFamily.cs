using System.Text.Json.Nodes;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization.Files;

/// <summary>What a tokenizer class of transformers adds to vocab.json and merges.txt, which say nothing of how text is cut.</summary>
/// <param name="ComposesCanonically">Text is brought to NFC.</param>
/// <param name="Pattern">How text is cut; null for the GPT-2 pattern of ByteLevel itself.</param>
/// <param name="KeepsPrefixSpaceOption">Whether add_prefix_space is an option of the class.</param>
/// <param name="DefaultNames">The special tokens of a folder that names none.</param>
internal sealed record VocabularyFamily(bool ComposesCanonically, string? Pattern, bool KeepsPrefixSpaceOption, SpecialTokenNames DefaultNames)
{
    private const string EndOfText = "<|endoftext|>";

    private static readonly VocabularyFamily Gpt2 =
        new(false, null, KeepsPrefixSpaceOption: true, new SpecialTokenNames(EndOfText, EndOfText));

    private static readonly VocabularyFamily Qwen2 =
        new(true, ScannerPatterns.Qwen2, KeepsPrefixSpaceOption: false, new SpecialTokenNames(null, EndOfText, EndOfText));

    public static VocabularyFamily Find(string? className) => className switch
    {
        null or "GPT2Tokenizer" or "GPT2TokenizerFast" => Gpt2,
        "Qwen2Tokenizer" or "Qwen2TokenizerFast" or "Qwen3Tokenizer" => Qwen2,
        _ => throw new TokenizerFormatException(
            "tokenizer_config.json: tokenizer_class",
            $"{className} with vocab.json and merges.txt is not supported (GPT2Tokenizer and Qwen2Tokenizer are); supply its tokenizer.json"),
    };

    /// <summary>The sections of tokenizer.json beside the model.</summary>
    public JsonObject Sections(TokenizerConfig config)
    {
        var bytes = ByteLevel(KeepsPrefixSpaceOption && config.AddsPrefixSpace == true, usesPattern: Pattern is null);
        return new JsonObject
        {
            ["normalizer"] = ComposesCanonically ? new JsonObject { ["type"] = "NFC" } : null,
            ["pre_tokenizer"] = Pattern is null ? bytes : new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(Split(Pattern), bytes),
            },
            ["decoder"] = ByteLevel(addsPrefixSpace: true, usesPattern: true),
        };
    }

    /// <summary>The configuration with the class's default special tokens, where the vocabulary has them.</summary>
    public TokenizerConfig WithDefaults(TokenizerConfig config, Vocabulary vocabulary)
    {
        var names = new SpecialTokenNames(
            config.Names.Bos ?? Known(DefaultNames.Bos), config.Names.Eos ?? Known(DefaultNames.Eos), config.Names.Pad ?? Known(DefaultNames.Pad));
        var defaults = new[] { names.Bos, names.Eos, names.Pad }.OfType<string>();
        return config with { Names = names, SpecialContents = [.. config.SpecialContents, .. defaults] };

        string? Known(string? content) => content is not null
            && (vocabulary.Find(content) is not null || config.AddedTokens.Any(t => t.Content == content)) ? content : null;
    }

    private static JsonObject Split(string pattern) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = pattern },
        ["behavior"] = "Isolated",
        ["invert"] = false,
    };

    private static JsonObject ByteLevel(bool addsPrefixSpace, bool usesPattern) => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = addsPrefixSpace,
        ["trim_offsets"] = false,
        ["use_regex"] = usesPattern,
    };
}
