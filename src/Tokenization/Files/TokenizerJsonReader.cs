using System.Text.Json;
using RewardServer.Tokenization.PostProcessing;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads tokenizer.json. What is not understood is refused by name: a tokenizer that is almost right scores wrongly in silence.</summary>
internal static class TokenizerJsonReader
{
    public static TokenizerDefinition Read(JsonValue root)
    {
        var model = root.Require("model");
        RefuseOtherModels(model);
        var preTokenizer = PreTokenizerReader.Read(root.Find("pre_tokenizer"));
        RefuseOtherDecoders(root.Find("decoder"));
        var vocabulary = VocabularyReader.ReadVocabulary(model.Require("vocab"));
        var addedTokens = root.Find("added_tokens")?.Items().Select(token => ReadAddedToken(token)).ToList() ?? [];
        return new TokenizerDefinition
        {
            Vocabulary = vocabulary,
            Merges = VocabularyReader.ReadMerges(model.Require("merges"), vocabulary),
            IgnoresMerges = model.Find("ignore_merges")?.Boolean() ?? false,
            ComposesCanonically = ComposesCanonically(root.Find("normalizer")),
            PreTokenizer = preTokenizer,
            AddedTokens = addedTokens,
            Template = ReadTemplate(root.Find("post_processor")),
            Names = new SpecialTokenNames(Pad: root.Find("padding")?.Find("pad_token")?.Text()),
        };
    }

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

    private static void RefuseOtherModels(JsonValue model)
    {
        // Files from before the key existed are BPE when they have merges.
        var type = model.Find("type")?.Text() ?? (model.Find("merges") is null ? "unnamed" : "BPE");
        if (type != "BPE")
            throw new TokenizerFormatException("model.type", $"{type} tokenizers are not supported; byte-level BPE is");
        foreach (var affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Find(affix) is { } found && found.Text().Length > 0)
                throw new TokenizerFormatException(found.Path, "is not supported; byte-level BPE has none");
        }
        if (model.Find("dropout") is { } dropout && !(dropout.Element.ValueKind == JsonValueKind.Number && dropout.Element.GetDouble() == 0))
            throw new TokenizerFormatException(dropout.Path, "is not supported: the same text must always give the same ids");
    }

    private static void RefuseOtherDecoders(JsonValue? decoder)
    {
        if (decoder is not { } found)
            return;
        var type = found.Require("type");
        if (type.Text() == "Sequence")
        {
            foreach (var part in found.Require("decoders").Items())
                RefuseOtherDecoders(part);
        }
        else if (type.Text() != "ByteLevel")
        {
            throw new TokenizerFormatException(type.Path, $"{type.Text()} is not supported; ByteLevel is");
        }
    }

    private static bool ComposesCanonically(JsonValue? normalizer)
    {
        if (normalizer is not { } found)
            return false;
        var type = found.Require("type");
        return type.Text() switch
        {
            "NFC" => true,
            "Sequence" => found.Require("normalizers").Items().Aggregate(false, (any, part) => ComposesCanonically(part) || any),
            var other => throw new TokenizerFormatException(type.Path, $"{other} is not supported; NFC, and Sequences of it, are"),
        };
    }

    private static SequenceTemplate ReadTemplate(JsonValue? postProcessor)
    {
        if (postProcessor is not { } found)
            return SequenceTemplate.None;
        var type = found.Require("type");
        return type.Text() switch
        {
            "ByteLevel" => SequenceTemplate.None, // only trims offsets, and spans here are never trimmed
            "TemplateProcessing" => TemplateReader.Read(found),
            "Sequence" => found.Require("processors").Items().Select(p => ReadTemplate(p)).Aggregate(
                SequenceTemplate.None, (inner, outer) => new SequenceTemplate([.. outer.Start, .. inner.Start], [.. inner.End, .. outer.End])),
            var other => throw new TokenizerFormatException(type.Path, $"{other} is not supported; ByteLevel, TemplateProcessing and Sequences of them are"),
        };
    }
}
