namespace RewardServer.Tokenization.Files;

/// <summary>What is used of tokenizer_config.json.</summary>
internal sealed record TokenizerConfig
{
    /// <summary>Name of the tokenizer's class in transformers.</summary>
    public string? ClassName { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    public SpecialTokenNames Names { get; init; } = new();

    /// <summary>Contents of all tokens the file calls special.</summary>
    public IReadOnlyList<string> SpecialContents { get; init; } = [];

    public bool AddsBos { get; init; }

    public bool AddsEos { get; init; }

    public bool AddsPrefixSpace { get; init; }

    public static TokenizerConfig Read(JsonValue root)
    {
        var names = new SpecialTokenNames(ContentOf(root, "bos_token"), ContentOf(root, "eos_token"), ContentOf(root, "pad_token"));
        var further = root.Find("additional_special_tokens")?.Items().Select(ContentOf) ?? [];
        return new TokenizerConfig
        {
            ClassName = root.Find("tokenizer_class")?.Text(),
            AddedTokens = root.Find("added_tokens_decoder")?.Members().Select(ReadAddedToken).ToList() ?? [],
            Names = names,
            SpecialContents = [.. new[] { names.Bos, names.Eos, names.Pad, ContentOf(root, "unk_token") }.OfType<string>(), .. further],
            AddsBos = root.Find("add_bos_token")?.Boolean() ?? false,
            AddsEos = root.Find("add_eos_token")?.Boolean() ?? false,
            AddsPrefixSpace = root.Find("add_prefix_space")?.Boolean() ?? false,
        };
    }

    private static AddedToken ReadAddedToken((string Id, JsonValue Token) member) =>
        int.TryParse(member.Id, out var id) && id is >= 0 and <= TokenizerLimits.MaxId
            ? TokenizerJsonReader.ReadAddedToken(member.Token, id)
            : throw new TokenizerFormatException(member.Token.Path, $"the key should be a token id, 0..{TokenizerLimits.MaxId}");

    private static string? ContentOf(JsonValue root, string name) => root.Find(name) is { } token ? ContentOf(token) : null;

    // A string, or an added token written out.
    private static string ContentOf(JsonValue token) => token.IsText ? token.Text() : token.Require("content").Text();
}
