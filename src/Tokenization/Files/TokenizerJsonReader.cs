using RewardServer.Tokenization.Decoding;
using RewardServer.Tokenization.Normalizers;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads tokenizer.json. What is not understood is refused by name: a tokenizer that is almost right scores wrongly in silence.</summary>
internal static class TokenizerJsonReader
{
    public static TokenizerDefinition Read(JsonValue root)
    {
        var model = root.Require("model");
        var preTokenizer = ReadPreTokenizer(root);
        var (template, pair) = PostProcessorReader.Read(root.Find("post_processor"));
        return WithSections(root, ModelReader.Read(model, preTokenizer.Part.IsByteLevel), preTokenizer) with
        {
            AddedTokens = root.Find("added_tokens")?.Items().Select(token => ReadAddedToken(token)).ToList() ?? [],
            Template = template,
            Pair = pair,
            Names = new SpecialTokenNames(Pad: root.Find("padding")?.Find("pad_token")?.Text()),
        };
    }

    /// <summary>A definition of a model that was read elsewhere, with the sections of a root without one.</summary>
    public static TokenizerDefinition ReadSections(JsonValue root, ModelDefinition model) => WithSections(root, model, ReadPreTokenizer(root));

    public static AddedToken ReadAddedToken(JsonValue token) => ReadAddedToken(token, token.Require("id").Id());

    public static AddedToken ReadAddedToken(JsonValue token, int id)
    {
        var content = token.Require("content").Text();
        if (content.Length is 0 or > TokenizerLimits.MaxAddedTokenLength)
            throw token.Require("content").Unexpected($"1 to {TokenizerLimits.MaxAddedTokenLength} characters long");
        return new AddedToken(id, content)
        {
            IsSpecial = token.Find("special")?.Boolean() ?? false,
            IsSingleWord = token.Find("single_word")?.Boolean() ?? false,
            StripsLeft = token.Find("lstrip")?.Boolean() ?? false,
            StripsRight = token.Find("rstrip")?.Boolean() ?? false,
            IsNormalized = token.Find("normalized")?.Boolean() ?? false,
        };
    }

    private static TokenizerDefinition WithSections(JsonValue root, ModelDefinition model, Section<PreTokenizerOptions> preTokenizer)
    {
        var normalizer = root.Find("normalizer");
        var decoder = root.Find("decoder");
        return new TokenizerDefinition
        {
            Model = model,
            Normalizer = new Section<NormalizerChain>(NormalizerReader.Read(normalizer), normalizer?.Keep()),
            PreTokenizer = preTokenizer,
            Decoder = new Section<DecoderStages>(DecoderReader.Read(decoder, preTokenizer.Part.IsByteLevel), decoder?.Keep()),
            AddedTokens = [],
        };
    }

    private static Section<PreTokenizerOptions> ReadPreTokenizer(JsonValue root)
    {
        var found = root.Find("pre_tokenizer");
        return new Section<PreTokenizerOptions>(PreTokenizerReader.Read(found), found?.Keep());
    }
}
