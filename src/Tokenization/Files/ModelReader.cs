using System.Text.Json;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Unigram;
using RewardServer.Tokenization.WordPiece;

namespace RewardServer.Tokenization.Files;

/// <summary>Reads the model of tokenizer.json.</summary>
internal static class ModelReader
{
    private const int DefaultMostCharacters = 100;
    private const int HighestMostCharacters = 4096;

    /// <param name="model">The model.</param>
    /// <param name="isByteLevel">The pre-tokenizer hands it bytes.</param>
    public static ModelDefinition Read(JsonValue model, bool isByteLevel)
    {
        // Files from before the key existed are BPE when they have merges.
        var type = model.Find("type")?.Text() ?? (model.Find("merges") is null ? "unnamed" : "BPE");
        if (isByteLevel && type != "BPE")
            throw new TokenizerFormatException("model.type", $"{type} with a ByteLevel pre_tokenizer is not supported; BPE is");
        return type switch
        {
            "BPE" => ReadBpe(model, isByteLevel),
            "Unigram" => ReadUnigram(model),
            "WordPiece" => ReadWordPiece(model),
            _ => throw new TokenizerFormatException("model.type", $"{type} tokenizers are not supported; BPE, Unigram and WordPiece are"),
        };
    }

    private static BpeDefinition ReadBpe(JsonValue model, bool isByteLevel)
    {
        RefuseOtherBpe(model);
        var vocabulary = VocabularyReader.ReadVocabulary(model.Require("vocab"));
        return new BpeDefinition(vocabulary, VocabularyReader.ReadMerges(model.Require("merges"), vocabulary))
        {
            IsByteLevel = isByteLevel,
            IgnoresMerges = model.Find("ignore_merges")?.Boolean() ?? false,
            FusesUnknown = model.Find("fuse_unk")?.Boolean() ?? false,
            FallsBackToBytes = model.Find("byte_fallback")?.Boolean() ?? false,
            UnknownId = isByteLevel || model.Find("unk_token") is not { } unknown ? null : RequireToken(vocabulary, unknown),
        };
    }

    private static void RefuseOtherBpe(JsonValue model)
    {
        foreach (var affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Find(affix) is { } found && found.Text().Length > 0)
                throw new TokenizerFormatException(found.Path, "is not supported for BPE");
        }
        if (model.Find("dropout") is { } dropout && !(dropout.Element.ValueKind == JsonValueKind.Number && dropout.Element.GetDouble() == 0))
            throw new TokenizerFormatException(dropout.Path, "is not supported: the same text must always give the same ids");
    }

    private static UnigramDefinition ReadUnigram(JsonValue model)
    {
        var ids = new Dictionary<string, int>();
        var scores = new List<double>();
        foreach (var entry in model.Require("vocab").Items())
        {
            if (entry.Items().Take(3).ToArray() is not [var content, var score])
                throw entry.Unexpected("a token and its score");
            if (scores.Count > TokenizerLimits.MaxId)
                throw new TokenizerFormatException(entry.Path, $"more than {TokenizerLimits.MaxId + 1} tokens");
            if (!ids.TryAdd(PieceOf(content), scores.Count))
                throw new TokenizerFormatException(content.Path, $"\"{content.Text()}\" is there twice");
            scores.Add(ScoreOf(score));
        }
        var unknown = model.Require("unk_id");
        if (unknown.Id() >= scores.Count)
            throw unknown.Unexpected("the id of a token");
        return new UnigramDefinition(new Vocabulary(ids), scores)
        {
            UnknownId = unknown.Id(),
            FallsBackToBytes = model.Find("byte_fallback")?.Boolean() ?? false,
        };
    }

    private static WordPieceDefinition ReadWordPiece(JsonValue model)
    {
        var vocabulary = VocabularyReader.ReadVocabulary(model.Require("vocab"));
        if (vocabulary.LongestContent > TokenizerLimits.MaxPieceLength)
            throw new TokenizerFormatException("model.vocab", $"has a token of {vocabulary.LongestContent} characters; at most {TokenizerLimits.MaxPieceLength} are supported");
        var most = DefaultMostCharacters;
        if (model.Find("max_input_chars_per_word") is { } found
            && !(found.Element.ValueKind == JsonValueKind.Number && found.Element.TryGetInt32(out most) && most is >= 0 and <= HighestMostCharacters))
            throw found.Unexpected($"0 to {HighestMostCharacters}");
        return new WordPieceDefinition(vocabulary, model.Find("continuing_subword_prefix")?.Text() ?? "##", most)
        {
            UnknownId = RequireToken(vocabulary, model.Require("unk_token")),
        };
    }

    private static int RequireToken(Vocabulary vocabulary, JsonValue content) =>
        vocabulary.Find(content.Text()) ?? throw new TokenizerFormatException(content.Path, $"the vocabulary has no token \"{content.Text()}\"");

    private static string PieceOf(JsonValue content) =>
        content.Text() is { Length: <= TokenizerLimits.MaxPieceLength } text ? text : throw content.Unexpected($"at most {TokenizerLimits.MaxPieceLength} characters long");

    private static double ScoreOf(JsonValue score) =>
        score.Element.ValueKind == JsonValueKind.Number && score.Element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw score.Unexpected("a finite number");
}
