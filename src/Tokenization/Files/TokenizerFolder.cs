using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.SentencePiece;

namespace RewardServer.Tokenization.Files;

/// <summary>Puts the files of a folder together into one definition, and writes one out.</summary>
internal static class TokenizerFolder
{
    private const string TokenizerFileName = "tokenizer.json";
    private const string ConfigFileName = "tokenizer_config.json";
    private const string VocabularyFileName = "vocab.json";
    private const string MergesFileName = "merges.txt";
    private const string TokenLinesFileName = "vocab.txt";

    private static readonly string[] SentencePieceFileNames = ["tokenizer.model", "spiece.model"];

    public static HuggingFaceTokenizer Read(string folder)
    {
        try
        {
            var config = FindFile(folder, ConfigFileName) is { } path ? TokenizerFile.ReadJson(path, TokenizerConfig.Read) : new TokenizerConfig();
            var definition = FindFile(folder, TokenizerFileName) is { } tokenizer
                ? ReadTokenizerJson(tokenizer, config)
                : ReadOtherFiles(folder, WithOtherFiles(folder, config));
            return new HuggingFaceTokenizer(definition);
        }
        catch (TokenizerFormatException e)
        {
            throw new TokenizerFormatException(folder, e.Message, e);
        }
    }

    public static void Write(TokenizerDefinition definition, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, TokenizerFileName), TokenizerJsonWriter.Write(definition));
        if (definition.Names != new SpecialTokenNames())
            File.WriteAllBytes(Path.Combine(folder, ConfigFileName), TokenizerJsonWriter.WriteConfig(definition.Names));
    }

    private static string? FindFile(string folder, string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;

    private static TokenizerDefinition ReadTokenizerJson(string path, TokenizerConfig config)
    {
        var read = TokenizerFile.ReadJson(path, TokenizerJsonReader.Read);
        var names = config.Names with { Pad = config.Names.Pad ?? read.Names.Pad };
        return AddedTokenList.Complete(read, config) with { Names = names };
    }

    // What tokenizer.json would say of special and added tokens.
    private static TokenizerConfig WithOtherFiles(string folder, TokenizerConfig config)
    {
        if (FindFile(folder, "special_tokens_map.json") is { } map)
            config = config.CompletedBy(TokenizerFile.ReadJson(map, TokenizerConfig.Read));
        if (FindFile(folder, "added_tokens.json") is { } added)
            config = config.CompletedBy(new TokenizerConfig { AddedTokens = TokenizerFile.ReadJson(added, TokenizerConfig.ReadAddedTokens) });
        return config;
    }

    private static TokenizerDefinition ReadOtherFiles(string folder, TokenizerConfig config)
    {
        if (SentencePieceFileNames.Select(name => FindFile(folder, name)).FirstOrDefault(path => path is not null) is { } pieces)
            return TokenizerFile.ReadBinary(pieces, bytes => SentencePieceConverter.Convert(SentencePieceModel.Read(bytes), config));
        if (FindFile(folder, VocabularyFileName) is { } vocabulary && FindFile(folder, MergesFileName) is { } merges)
            return ReadVocabularyAndMerges(vocabulary, merges, config);
        if (FindFile(folder, TokenLinesFileName) is { } lines)
            return BertFolder.Complete(TokenizerFile.ReadText(lines, VocabularyReader.ReadTokenLines), config);
        throw new TokenizerFormatException(
            "tokenizer", $"there is neither {TokenizerFileName}, nor {SentencePieceFileNames[0]}, nor {VocabularyFileName} with {MergesFileName}, nor {TokenLinesFileName}");
    }

    private static TokenizerDefinition ReadVocabularyAndMerges(string vocabularyPath, string mergesPath, TokenizerConfig config)
    {
        var vocabulary = TokenizerFile.ReadJson(vocabularyPath, VocabularyReader.ReadVocabulary);
        var known = VocabularyFamily.Find(config.ClassName);
        var withDefaults = known.WithDefaults(config, vocabulary);
        var model = new BpeDefinition(vocabulary, TokenizerFile.ReadText(mergesPath, text => VocabularyReader.ReadMergeLines(text, vocabulary)))
        {
            IsByteLevel = true,
        };
        var definition = AddedTokenList.Complete(
            SectionsJson.Read(known.Sections(config), model) with { Names = withDefaults.Names }, withDefaults);
        return SectionsJson.WithEnds(definition, config.AddsBos == true, config.AddsEos == true);
    }
}
