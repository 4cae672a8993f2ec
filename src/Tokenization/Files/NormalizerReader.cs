using System.Text;
using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads the normalizer.</summary>
internal static class NormalizerReader
{
    public static NormalizerChain Read(JsonValue? normalizer) =>
        normalizer is { } found ? new NormalizerChain([.. ReadAll(found)]) : NormalizerChain.None;

    private static IEnumerable<INormalizer> ReadAll(JsonValue normalizer)
    {
        var type = normalizer.Require("type");
        return type.Text() switch
        {
            "Sequence" => normalizer.Require("normalizers").Items().SelectMany(ReadAll),
            "BertNormalizer" => ReadBert(normalizer),
            "NFC" => [FormNormalizer.Nfc],
            "NFD" => [new FormNormalizer(NormalizationForm.FormD)],
            "NFKC" => [new FormNormalizer(NormalizationForm.FormKC)],
            "NFKD" => [new FormNormalizer(NormalizationForm.FormKD)],
            "Lowercase" => [CodePointNormalizer.Lowercase],
            "StripAccents" => [CodePointNormalizer.WithoutMarks],
            "Nmt" => [CodePointNormalizer.Nmt],
            "Strip" => [new StripNormalizer(normalizer.Find("strip_left")?.Boolean() ?? true, normalizer.Find("strip_right")?.Boolean() ?? true)],
            "Prepend" => [new PrependNormalizer(normalizer.Require("prepend").Text())],
            "Replace" => [new ReplaceNormalizer(ReadPattern(normalizer.Require("pattern")), normalizer.Require("content").Text())],
            "Precompiled" => ReadCharacterMap(normalizer),
            var other => throw new TokenizerFormatException(type.Path, $"{other} is not supported; NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents, "
                + "Replace, Prepend, Nmt, Precompiled, BertNormalizer and Sequences of them are"),
        };
    }

    private static IEnumerable<INormalizer> ReadBert(JsonValue normalizer)
    {
        var lowercases = normalizer.Find("lowercase")?.Boolean() ?? true;
        if (normalizer.Find("clean_text")?.Boolean() ?? true)
            yield return CodePointNormalizer.Clean;
        if (normalizer.Find("handle_chinese_chars")?.Boolean() ?? true)
            yield return CodePointNormalizer.SpacedIdeographs;
        if (normalizer.Find("strip_accents")?.Boolean() ?? lowercases)
        {
            yield return new FormNormalizer(NormalizationForm.FormD);
            yield return CodePointNormalizer.WithoutNonspacing;
        }
        if (lowercases)
            yield return CodePointNormalizer.Lowercase;
    }

    private static TextPattern ReadPattern(JsonValue pattern)
    {
        if (pattern.Find("Regex") is { } regex)
        {
            return TextPattern.Find(regex.Text())
                ?? throw new TokenizerFormatException(regex.Path, $"this pattern is not supported; runs of spaces and of \\s are: {regex.Text()}");
        }
        var literal = pattern.Require("String");
        return literal.Text().Length > 0 ? new TextPattern(literal.Text()) : throw literal.Unexpected("at least one character");
    }

    private static IEnumerable<INormalizer> ReadCharacterMap(JsonValue normalizer)
    {
        if (normalizer.Find("precompiled_charsmap") is not { } found)
            return [];
        var bytes = new byte[found.Text().Length];
        var map = Convert.TryFromBase64String(found.Text(), bytes, out var count) ? CharacterMap.Read(bytes.AsSpan(0, count)) : null;
        return map is null ? throw new TokenizerFormatException(found.Path, "is not the base64 of a SentencePiece character map") : [new PrecompiledNormalizer(map)];
    }
}
