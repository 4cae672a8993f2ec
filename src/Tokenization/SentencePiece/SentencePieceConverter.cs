using System.Text.Json.Nodes;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Files;
using RewardServer.Tokenization.Unigram;

namespace RewardServer.Tokenization.SentencePiece;

/// <summary>
/// Brings a SentencePiece model into the form of tokenizer.json as the converters of transformers do, so that ids are those of the
/// fast tokenizers there.
/// </summary>
internal static class SentencePieceConverter
{
    private const int ExtraIdsOfT5 = 100;

    // Classes whose code shifts ids or adds tokens that the model does not have.
    private static readonly string[] OtherClasses =
        ["XLM", "MBart", "Nllb", "Camembert", "BigBird", "Pegasus", "Reformer", "Deberta", "Albert", "XLNet"];

    public static TokenizerDefinition Convert(SentencePieceModel model, TokenizerConfig config)
    {
        Refuse(model, config.ClassName);
        var vocabulary = VocabularyOf(model);
        var isBpe = model.ModelType == SentencePieceModel.Bpe;
        var isT5 = config.ClassName?.Contains("T5", StringComparison.Ordinal) == true;
        ModelDefinition tokens = isBpe
            ? new BpeDefinition(vocabulary, MergesFromScores.Make(model.Pieces, vocabulary))
            {
                IsByteLevel = false,
                FusesUnknown = true,
                FallsBackToBytes = model.FallsBackToBytes,
                UnknownId = model.UnknownId,
            }
            : new UnigramDefinition(vocabulary, [.. model.Pieces.Select(piece => (double)piece.Score)])
            {
                FallsBackToBytes = model.FallsBackToBytes,
                UnknownId = model.UnknownId,
            };
        var names = new SpecialTokenNames(
            config.Names.Bos ?? ControlAt(model, model.BosId), config.Names.Eos ?? ControlAt(model, model.EosId), config.Names.Pad ?? ControlAt(model, model.PadId));
        var definition = SectionsJson.Read(isBpe ? BpeSections(model, config) : UnigramSections(model, config), tokens) with
        {
            AddedTokens = [.. AddedTokens(model), .. isT5 ? ExtraIds(model, config) : []],
            Names = names,
        };
        definition = AddedTokenList.Complete(definition, config with { SpecialContents = [.. config.SpecialContents, .. new[] { names.Bos, names.Eos, names.Pad }.OfType<string>()] });
        return SectionsJson.WithEnds(definition, config.AddsBos ?? (isBpe && names.Bos is not null), config.AddsEos ?? isT5);
    }

    private static void Refuse(SentencePieceModel model, string? className)
    {
        if (model.ModelType is not (SentencePieceModel.Bpe or SentencePieceModel.Unigram))
            throw new TokenizerFormatException("trainer_spec.model_type", $"{model.ModelType} is not supported; BPE and Unigram are");
        if (model.MarksWordEnds)
            throw new TokenizerFormatException("trainer_spec.treat_whitespace_as_suffix", "is not supported");
        if (model.ModelType == SentencePieceModel.Unigram && !model.EscapesSpaces)
            throw new TokenizerFormatException("normalizer_spec.escape_whitespaces", "false is not supported for Unigram");
        if ((uint)model.UnknownId >= (uint)model.Pieces.Count)
            throw new TokenizerFormatException("trainer_spec.unk_id", $"{model.UnknownId} is no piece: there are {model.Pieces.Count}");
        if (className is not null && Array.Exists(OtherClasses, part => className.StartsWith(part, StringComparison.Ordinal)))
            throw new TokenizerFormatException("tokenizer_config.json: tokenizer_class", $"{className} without tokenizer.json is not supported (Llama, Gemma, Mistral and T5 are); supply its tokenizer.json");
    }

    private static Vocabulary VocabularyOf(SentencePieceModel model)
    {
        var ids = new Dictionary<string, int>();
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            if (!ids.TryAdd(model.Pieces[id].Content, id))
                throw new TokenizerFormatException($"piece {id}", $"\"{model.Pieces[id].Content}\" is there twice");
        }
        return new Vocabulary(ids);
    }

    private static string? ControlAt(SentencePieceModel model, int id) =>
        (uint)id < (uint)model.Pieces.Count && model.Pieces[id].Kind == PieceKind.Control ? model.Pieces[id].Content : null;

    private static IEnumerable<AddedToken> AddedTokens(SentencePieceModel model)
    {
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            if (model.Pieces[id].Kind is PieceKind.Control or PieceKind.Unknown or PieceKind.UserDefined)
                yield return new AddedToken(id, model.Pieces[id].Content) { IsSpecial = model.Pieces[id].Kind != PieceKind.UserDefined };
        }
    }

    // T5's sentinels come after the pieces, the last one first, unless files list them themselves.
    private static IEnumerable<AddedToken> ExtraIds(SentencePieceModel model, TokenizerConfig config) =>
        config.AddedTokens.Any(t => t.Content.StartsWith("<extra_id_", StringComparison.Ordinal))
            ? []
            : Enumerable.Range(0, ExtraIdsOfT5).Select(i =>
                new AddedToken(model.Pieces.Count + i, $"<extra_id_{ExtraIdsOfT5 - 1 - i}>") { IsSpecial = true });

    private static JsonObject BpeSections(SentencePieceModel model, TokenizerConfig config)
    {
        var addsPrefix = config.AddsPrefixSpace ?? model.AddsPrefix;
        var isLegacy = config.IsLegacy ?? true;
        var normalizers = SharedNormalizers(model, " ");
        if (isLegacy && addsPrefix)
            normalizers.Add(new JsonObject { ["type"] = "Prepend", ["prepend"] = "▁" });
        if (isLegacy && model.EscapesSpaces)
            normalizers.Add(Replace("String", " ", "▁"));
        var decoders = new JsonArray(Replace("String", "▁", " "), Typed("ByteFallback"), Typed("Fuse"));
        if (addsPrefix)
            decoders.Add(new JsonObject { ["type"] = "Strip", ["content"] = " ", ["start"] = 1, ["stop"] = 0 });
        return new JsonObject
        {
            ["normalizer"] = Sequence("normalizers", normalizers),
            ["pre_tokenizer"] = isLegacy ? null : Metaspace(addsPrefix ? "first" : "never", splits: false),
            ["decoder"] = Sequence("decoders", decoders),
        };
    }

    private static JsonObject UnigramSections(SentencePieceModel model, TokenizerConfig config)
    {
        var scheme = !(config.AddsPrefixSpace ?? model.AddsPrefix) ? "never" : config.IsLegacy ?? true ? "always" : "first";
        var metaspace = Metaspace(scheme, splits: true);
        return new JsonObject
        {
            ["normalizer"] = Sequence("normalizers", SharedNormalizers(model, "▁")),
            ["pre_tokenizer"] = metaspace,
            ["decoder"] = model.FallsBackToBytes
                ? Sequence("decoders", new JsonArray(Typed("ByteFallback"), metaspace.DeepClone()))
                : metaspace.DeepClone(),
        };
    }

    private static JsonArray SharedNormalizers(SentencePieceModel model, string space)
    {
        var normalizers = new JsonArray();
        if (model.CharacterMap.Length > 0)
            normalizers.Add(new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = System.Convert.ToBase64String(model.CharacterMap) });
        if (!model.RemovesExtraSpaces)
            return normalizers;
        // Where a mark is put in front, it stands for a leading space as well.
        normalizers.Add(new JsonObject { ["type"] = "Strip", ["strip_left"] = !model.AddsPrefix, ["strip_right"] = true });
        normalizers.Add(Replace("Regex", " {2,}", space));
        return normalizers;
    }

    private static JsonObject? Sequence(string key, JsonArray parts) =>
        parts.Count == 0 ? null : new JsonObject { ["type"] = "Sequence", [key] = parts };

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Replace(string kind, string pattern, string content) =>
        new() { ["type"] = "Replace", ["pattern"] = new JsonObject { [kind] = pattern }, ["content"] = content };

    private static JsonObject Metaspace(string scheme, bool splits) =>
        new() { ["type"] = "Metaspace", ["replacement"] = "▁", ["prepend_scheme"] = scheme, ["split"] = splits };
}
