using System.Text.Json.Nodes;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.PostProcessing;
using RewardServer.Tokenization.WordPiece;

namespace RewardServer.Tokenization.Files;

/// <summary>What BERT's tokenizer class adds to vocab.txt, which is a list of tokens.</summary>
internal static class BertFolder
{
    private const string Prefix = "##";
    private const int MostCharacters = 100;

    public static TokenizerDefinition Complete(Vocabulary vocabulary, TokenizerConfig config)
    {
        if (config.ClassName is { } name && !name.Contains("Bert", StringComparison.Ordinal) && !name.Contains("MiniLM", StringComparison.Ordinal))
            throw new TokenizerFormatException("tokenizer_config.json: tokenizer_class", $"{name} with vocab.txt is not supported (BertTokenizer is); supply its tokenizer.json");
        var unknown = config.Unknown ?? "[UNK]";
        var (start, end) = (Require(config.Classifier ?? "[CLS]"), Require(config.Separator ?? "[SEP]"));
        var model = new WordPieceDefinition(vocabulary, Prefix, MostCharacters) { UnknownId = Require(unknown) };
        string[] usual = [unknown, config.Classifier ?? "[CLS]", config.Separator ?? "[SEP]", config.Names.Pad ?? "[PAD]", "[MASK]"];
        var definition = SectionsJson.Read(Sections(config), model) with
        {
            Names = config.Names with { Pad = config.Names.Pad ?? (vocabulary.Find("[PAD]") is null ? null : "[PAD]") },
            Template = new SequenceTemplate([start], [end]),
            Pair = new PairTemplate([new(start, 0)], 0, [new(end, 0)], 1, [new(end, 1)]),
        };
        return AddedTokenList.Complete(definition, config with { SpecialContents = [.. config.SpecialContents, .. usual] });

        int Require(string content) => vocabulary.Find(content) ?? throw new TokenizerFormatException("vocab.txt", $"has no token \"{content}\"");
    }

    private static JsonObject Sections(TokenizerConfig config) => new()
    {
        ["normalizer"] = new JsonObject
        {
            ["type"] = "BertNormalizer",
            ["clean_text"] = true,
            ["handle_chinese_chars"] = config.SpacesIdeographs ?? true,
            ["strip_accents"] = config.StripsAccents,
            ["lowercase"] = config.Lowercases ?? true,
        },
        ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
        ["decoder"] = new JsonObject { ["type"] = "WordPiece", ["prefix"] = Prefix, ["cleanup"] = true },
    };
}
