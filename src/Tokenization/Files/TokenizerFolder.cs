using RewardServer.Tokenization.PostProcessing;

namespace RewardServer.Tokenization.Files;

/// <summary>Puts the files of a folder together into one definition, and writes one out.</summary>
internal static class TokenizerFolder
{
    private const string TokenizerFileName = "tokenizer.json";
    private const string ConfigFileName = "tokenizer_config.json";
    private const string VocabularyFileName = "vocab.json";
    private const string MergesFileName = "merges.txt";

    public static HuggingFaceTokenizer Read(string folder)
    {
        try
        {
            var config = Path.Combine(folder, ConfigFileName) is var path && File.Exists(path)
                ? TokenizerFile.ReadJson(path, TokenizerConfig.Read)
                : new TokenizerConfig();
            var definition = File.Exists(Path.Combine(folder, TokenizerFileName))
                ? ReadTokenizerJson(folder, config)
                : ReadVocabularyAndMerges(folder, config);
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

    private static TokenizerDefinition ReadTokenizerJson(string folder, TokenizerConfig config)
    {
        var read = TokenizerFile.ReadJson(Path.Combine(folder, TokenizerFileName), TokenizerJsonReader.Read);
        var names = config.Names with { Pad = config.Names.Pad ?? read.Names.Pad };
        return AddedTokenList.Complete(read, config) with { Names = names };
    }

    private static TokenizerDefinition ReadVocabularyAndMerges(string folder, TokenizerConfig config)
    {
        var merges = Path.Combine(folder, MergesFileName);
        if (!File.Exists(Path.Combine(folder, VocabularyFileName)) || !File.Exists(merges))
            throw new TokenizerFormatException("tokenizer", $"there is neither {TokenizerFileName} nor {VocabularyFileName} with {MergesFileName}");
        var vocabulary = TokenizerFile.ReadJson(Path.Combine(folder, VocabularyFileName), VocabularyReader.ReadVocabulary);
        var known = VocabularyFamily.Find(config.ClassName);
        var withDefaults = known.WithDefaults(config, vocabulary);
        var definition = AddedTokenList.Complete(
            new TokenizerDefinition
            {
                Vocabulary = vocabulary,
                Merges = TokenizerFile.ReadText(merges, text => VocabularyReader.ReadMergeLines(text, vocabulary)),
                ComposesCanonically = known.ComposesCanonically,
                PreTokenizer = known.PreTokenizer(config),
                AddedTokens = [],
                Names = withDefaults.Names,
            },
            withDefaults);
        return definition with { Template = TemplateOf(definition, config) };
    }

    private static SequenceTemplate TemplateOf(TokenizerDefinition definition, TokenizerConfig config)
    {
        return new SequenceTemplate(
            config.AddsBos ? [Require(definition.Names.Bos, "bos_token")] : [],
            config.AddsEos ? [Require(definition.Names.Eos, "eos_token")] : []);

        int Require(string? content, string name) => definition.AddedTokens.FirstOrDefault(t => t.Content == content)?.Id
            ?? throw new TokenizerFormatException(ConfigFileName, $"add_{name} is true and there is no {name}");
    }
}
