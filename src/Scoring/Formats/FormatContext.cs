using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Formats;

/// <summary>Resolves what a format needs from manifest and tokenizer, collecting problems instead of stopping at the first.</summary>
internal sealed class FormatContext(FormatManifest manifest, RewardModelKind kind, EncodeText encode, FindToken findToken)
{
    private readonly List<string> _problems = [];

    public FormatManifest Manifest => manifest;

    public RewardModelKind Kind => kind;

    /// <summary>The layout that is being created.</summary>
    public string? LayoutName { get; set; }

    /// <summary>What a format puts first in place of its layout's own BOS; null for that.</summary>
    public string? DefaultBos { get; set; }

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Notes a problem.</summary>
    public void Note(string problem) => _problems.Add(problem);

    /// <summary>What a layout writes between turns: the token where the vocabulary has it, else its text.</summary>
    public InputPiece Marker(string content) => findToken(content) is { } id ? new TokenPiece(id) : new TextPiece(content);

    /// <summary>The step tag's id: by id, else by content, else by the format's own default.</summary>
    public int StepTag(string? fallback)
    {
        if (manifest.StepTagId is { } id)
            return id;
        if ((manifest.StepTag ?? fallback) is { } content)
            return Token(content, "step_tag", " or set format.step_tag_id");
        _problems.Add($"format.step_tag is missing: the format '{manifest.Name}' has no step tag of its own; name a token of the tokenizer, or set format.step_tag_id.");
        return -1;
    }

    /// <summary>The step tag of a model whose tag is an ordinary word: the token behind a space, else the token itself.</summary>
    public TokenPiece WordTag(string fallback)
    {
        var content = manifest.StepTag ?? fallback;
        if (manifest.StepTagId is { } id)
            return new(id, content);
        return new(FindWord(content) ?? StepTag(fallback), content);
    }

    /// <summary>The token put behind everything, or null for none.</summary>
    public TokenPiece? Eos(string fallback) =>
        (manifest.EosToken ?? fallback) is { Length: > 0 } content ? new(Token(content, "eos_token", " or set it to \"\" for none")) : null;

    /// <summary>The id of the token put first, or null for none.</summary>
    public int? Bos(string fallback) =>
        (manifest.BosToken ?? DefaultBos ?? fallback) is { Length: > 0 } content ? Token(content, "bos_token", " or set it to \"\" for none") : null;

    /// <summary>The id of a token that the layout cannot do without.</summary>
    public int Token(string content, string field, string remedy = "")
    {
        if (Find(content) is { } id)
            return id;
        var inserter = field == "layout" ? $"layout '{LayoutName}'" : $"format '{manifest.Name}'";
        _problems.Add($"format.{field}: the tokenizer has no single token \"{Printable(content)}\", which the {inserter} inserts; use the tokenizer the model was trained with{remedy}.");
        return -1;
    }

    // Byte-level vocabularies spell "\n" in their own alphabet: what encodes to exactly one id is that token.
    private int? Find(string content)
    {
        if (content.Length == 0)
            return null;
        if (findToken(content) is { } id)
            return id;
        List<int> ids = [];
        encode(content, ids, null);
        return ids.Count == 1 ? ids[0] : null;
    }

    // SentencePiece vocabularies have a mark for the space; byte-level ones have it in their own alphabet, found by encoding it.
    private int? FindWord(string content)
    {
        if (findToken("\u2581" + content) is { } marked)
            return marked;
        List<int> ids = [];
        encode(" " + content, ids, null);
        return ids.Count == 1 ? ids[0] : null;
    }

    private static string Printable(string content) =>
        content.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
}
