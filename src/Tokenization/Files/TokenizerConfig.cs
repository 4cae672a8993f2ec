namespace RewardServer.Tokenization.Files;

/// <summary>What is used of tokenizer_config.json and of special_tokens_map.json.</summary>
internal sealed record TokenizerConfig
{
    private static readonly string[] OtherNames = ["unk_token", "cls_token", "sep_token", "mask_token"];

    /// <summary>Name of the tokenizer's class in transformers.</summary>
    public string? ClassName { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    public SpecialTokenNames Names { get; init; } = new();

    public string? Unknown { get; init; }

    public string? Classifier { get; init; }

    public string? Separator { get; init; }

    /// <summary>Contents of all tokens the file calls special.</summary>
    public IReadOnlyList<string> SpecialContents { get; init; } = [];

    public bool? AddsBos { get; init; }

    public bool? AddsEos { get; init; }

    public bool? AddsPrefixSpace { get; init; }

    /// <summary>Llama's and T5's way of marking words from before it was mended.</summary>
    public bool? IsLegacy { get; init; }

    /// <summary>BERT's do_lower_case.</summary>
    public bool? Lowercases { get; init; }

    /// <summary>BERT's strip_accents.</summary>
    public bool? StripsAccents { get; init; }

    /// <summary>BERT's tokenize_chinese_chars.</summary>
    public bool? SpacesIdeographs { get; init; }

    public static TokenizerConfig Read(JsonValue root)
    {
        var names = new SpecialTokenNames(ContentOf(root, "bos_token"), ContentOf(root, "eos_token"), ContentOf(root, "pad_token"));
        var others = OtherNames.Select(name => ContentOf(root, name)).ToArray();
        var further = root.Find("additional_special_tokens")?.Items().Select(ContentOf) ?? [];
        return new TokenizerConfig
        {
            ClassName = root.Find("tokenizer_class")?.Text(),
            AddedTokens = root.Find("added_tokens_decoder")?.Members().Select(ReadAddedToken).ToList() ?? [],
            Names = names,
            Unknown = others[0],
            Classifier = others[1],
            Separator = others[2],
            SpecialContents = [.. new[] { names.Bos, names.Eos, names.Pad }.Concat(others).OfType<string>(), .. further],
            AddsBos = root.Find("add_bos_token")?.Boolean(),
            AddsEos = root.Find("add_eos_token")?.Boolean(),
            AddsPrefixSpace = root.Find("add_prefix_space")?.Boolean(),
            IsLegacy = root.Find("legacy")?.Boolean(),
            Lowercases = root.Find("do_lower_case")?.Boolean(),
            StripsAccents = root.Find("strip_accents")?.Boolean(),
            SpacesIdeographs = root.Find("tokenize_chinese_chars")?.Boolean(),
        };
    }

    /// <summary>added_tokens.json: contents and their ids.</summary>
    public static List<AddedToken> ReadAddedTokens(JsonValue root) =>
        [.. root.Members().Select(member => member.Name.Length is > 0 and <= TokenizerLimits.MaxAddedTokenLength
            ? new AddedToken(member.Value.Id(), member.Name)
            : throw new TokenizerFormatException(root.Path, $"a key should be 1 to {TokenizerLimits.MaxAddedTokenLength} characters long"))];

    /// <summary>This configuration, and what another says beyond it.</summary>
    public TokenizerConfig CompletedBy(TokenizerConfig other) => this with
    {
        Names = new SpecialTokenNames(Names.Bos ?? other.Names.Bos, Names.Eos ?? other.Names.Eos, Names.Pad ?? other.Names.Pad),
        Unknown = Unknown ?? other.Unknown,
        Classifier = Classifier ?? other.Classifier,
        Separator = Separator ?? other.Separator,
        SpecialContents = [.. SpecialContents, .. other.SpecialContents],
        AddedTokens = [.. AddedTokens, .. other.AddedTokens.ExceptBy(AddedTokens.Select(t => t.Content), t => t.Content)],
    };

    private static AddedToken ReadAddedToken((string Id, JsonValue Token) member) =>
        int.TryParse(member.Id, out var id) && id is >= 0 and <= TokenizerLimits.MaxId
            ? TokenizerJsonReader.ReadAddedToken(member.Token, id)
            : throw new TokenizerFormatException(member.Token.Path, $"the key should be a token id, 0..{TokenizerLimits.MaxId}");

    private static string? ContentOf(JsonValue root, string name) => root.Find(name) is { } token ? ContentOf(token) : null;

    // A string, or an added token written out.
    private static string ContentOf(JsonValue token) => token.IsText ? token.Text() : token.Require("content").Text();
}
