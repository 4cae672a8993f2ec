using System.Text;
using Microsoft.ML.Tokenizers;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Decoding;
using RewardServer.Tokenization.Files;

namespace RewardServer.Tokenization;

/// <summary>
/// A tokenizer read from Hugging Face files: byte-level BPE as GPT-2, Qwen2, Qwen3 and Llama 3 have it, SentencePiece BPE (Llama 2,
/// Mistral, Gemma), Unigram (T5, XLM-R) and WordPiece (BERT). Ids are those of the Rust library. Any number of threads may use one
/// instance.
/// </summary>
/// <remarks>
/// As a <see cref="Tokenizer"/> of Microsoft.ML.Tokenizers it treats every text as client text: what <see cref="EncodeText"/> does.
/// </remarks>
public sealed partial class HuggingFaceTokenizer : Tokenizer
{
    private readonly TokenizerDefinition _definition;
    private readonly Dictionary<string, AddedToken> _addedByContent;
    private readonly Dictionary<int, AddedToken> _addedById;
    private readonly TokenBytes _bytes;
    private readonly TextEncoder _textEncoder;
    private readonly TextEncoder _controlEncoder;
    private readonly ScratchPool<EncodingScratch> _scratch;

    internal HuggingFaceTokenizer(TokenizerDefinition definition)
    {
        _definition = definition;
        _addedByContent = definition.AddedTokens.ToDictionary(t => t.Content);
        _addedById = definition.AddedTokens.ToDictionary(t => t.Id);
        VocabularySize = Math.Max(Vocabulary.Size, definition.AddedTokens.Select(t => t.Id + 1).DefaultIfEmpty().Max());
        _bytes = definition.PreTokenizer.Part.IsByteLevel ? new TokenBytes(Vocabulary, _addedById, VocabularySize) : TokenBytes.None;

        var model = definition.Model.Create(IsSpecial, _bytes);
        _textEncoder = new TextEncoder(definition, model, definition.AddedTokens.Where(t => !t.IsSpecial));
        _controlEncoder = new TextEncoder(definition, model, definition.AddedTokens);
        _scratch = new ScratchPool<EncodingScratch>(() => new EncodingScratch(model.CreateScratch(), definition.PreTokenizer.Part.Steps.Count));
    }

    /// <summary>One more than the highest id there is. Ids below it may be unused.</summary>
    public int VocabularySize { get; }

    /// <summary>Added tokens by ascending id.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => _definition.AddedTokens;

    /// <summary>The token a text begins with: the one tokenizer_config.json names; null if it names none.</summary>
    public int? BosId => IdOf(_definition.Names.Bos);

    /// <summary>The token a text ends with: the one tokenizer_config.json names; null if it names none.</summary>
    public int? EosId => IdOf(_definition.Names.Eos);

    /// <summary>The token batches are filled with: the one tokenizer_config.json or the padding of tokenizer.json names; null if there is none.</summary>
    public int? PadId => IdOf(_definition.Names.Pad);

    /// <summary>Tokens the post-processor puts before a sequence.</summary>
    public IReadOnlyList<int> SequenceStartIds => _definition.Template.Start;

    /// <summary>Tokens the post-processor puts after a sequence.</summary>
    public IReadOnlyList<int> SequenceEndIds => _definition.Template.End;

    /// <summary>
    /// Reads a folder with tokenizer.json, or else with tokenizer.model (or spiece.model), vocab.json and merges.txt, or vocab.txt;
    /// tokenizer_config.json beside them is read when there, and without tokenizer.json also special_tokens_map.json and
    /// added_tokens.json.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="TokenizerFormatException">A file is missing, malformed, or of a kind of tokenizer that is not built here.</exception>
    public static HuggingFaceTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return TokenizerFolder.Read(folder);
    }

    /// <summary>
    /// Writes tokenizer.json and, for the names of the BOS, EOS and padding tokens, tokenizer_config.json. What was loaded from
    /// either form loads back as the same tokenizer, here and in the Rust library.
    /// </summary>
    /// <param name="folder">An existing folder.</param>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        TokenizerFolder.Write(_definition, folder);
    }

    /// <summary>
    /// The same tokenizer with more of its added tokens made special, so that text never becomes them: a step tag, for instance,
    /// that its files do not call special. Ordinary tokens of the vocabulary stay ordinary.
    /// </summary>
    /// <param name="ids">Ids of added tokens; others change nothing.</param>
    public HuggingFaceTokenizer WithSpecialTokens(IReadOnlyCollection<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return AddedTokens.All(t => t.IsSpecial || !ids.Contains(t.Id)) ? this : new HuggingFaceTokenizer(_definition with
        {
            AddedTokens = [.. AddedTokens.Select(t => ids.Contains(t.Id) ? t with { IsSpecial = true } : t)],
        });
    }

    /// <summary>
    /// Encodes ordinary text, such as a client's: no special token ever comes of it, whatever it spells, and nothing is added at the
    /// ends. Only characters no token has become the unknown token, if the files have one. Added tokens that are not special (Qwen's <c>&lt;tool_call&gt;</c>) are found as Hugging Face finds them.
    /// </summary>
    /// <param name="text">The text; a lone surrogate is encoded as U+FFFD.</param>
    /// <param name="ids">
    /// The ids are appended here. Behind ids that are there already the text continues their input: a tokenizer that marks where an
    /// input begins (a Metaspace with prepend_scheme <c>first</c>) does not mark it. For others there is no difference.
    /// </param>
    /// <param name="spans">
    /// When given, the UTF-16 range of the text behind each token is appended. Tokens that share a character, or characters that
    /// normalization composed, all have the whole of it.
    /// </param>
    public void EncodeText(string text, List<int> ids, List<(int Start, int End)>? spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        Encode(_textEncoder, text, ids, spans);
    }

    /// <summary>
    /// Encodes trusted text, such as a chat template: every added token it spells becomes that token. Never for client text.
    /// </summary>
    /// <param name="text">The text; a lone surrogate is encoded as U+FFFD.</param>
    /// <param name="ids">The ids are appended here.</param>
    /// <param name="spans">When given, the UTF-16 range of the text behind each token is appended.</param>
    public void EncodeWithControlTokens(string text, List<int> ids, List<(int Start, int End)>? spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        Encode(_controlEncoder, text, ids, spans);
    }

    /// <summary>
    /// Puts the tokens of the post-processor (BOS, EOS) around a sequence. What the sequence already begins or ends with is not put
    /// there again.
    /// </summary>
    /// <param name="ids">The whole sequence.</param>
    /// <param name="spans">Its spans, if they are wanted; added tokens get the empty range [0, 0).</param>
    /// <returns>Whether the sequence began with what belongs before it, so that nothing was put there.</returns>
    public bool AddSequenceTokens(List<int> ids, List<(int Start, int End)>? spans)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _definition.Template.Apply(ids, spans);
    }

    /// <summary>How the post-processor joins two texts; null when it does so in a way that is not supported.</summary>
    public PairTemplate? Pair => _definition.Pair;

    /// <summary>
    /// Encodes two ordinary texts, such as a client's, as one input: each as <see cref="EncodeText"/> does, joined by
    /// <see cref="Pair"/>.
    /// </summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <param name="ids">The ids are appended here.</param>
    /// <param name="typeIds">The segment of each is appended here, as models take token_type_ids.</param>
    /// <exception cref="NotSupportedException">There is no <see cref="Pair"/>.</exception>
    public void EncodePair(string first, string second, List<int> ids, List<int> typeIds)
    {
        List<int> firstIds = [], secondIds = [];
        EncodeText(first, firstIds, null);
        EncodeText(second, secondIds, null);
        var pair = Pair ?? throw new NotSupportedException("The tokenizer's post_processor does not say how two texts are joined, or in an order that is not supported.");
        pair.Join(firstIds, secondIds, ids, typeIds);
    }

    /// <summary>The id of a token by its exact content (added tokens first, then the vocabulary, in its byte alphabet), or null.</summary>
    /// <param name="content">The content.</param>
    public int? FindToken(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return _addedByContent.TryGetValue(content, out var added) ? added.Id : Vocabulary.Find(content);
    }

    /// <summary>The content of a token as the files write it (the vocabulary's in its byte alphabet), or null when no token has this id.</summary>
    /// <param name="id">Vocabulary id.</param>
    public string? FindContent(int id) => _addedById.TryGetValue(id, out var added) ? added.Content : Vocabulary.ContentOf(id);

    /// <summary>Whether an id is that of a special token.</summary>
    /// <param name="id">Vocabulary id.</param>
    public bool IsSpecial(int id) => _addedById.TryGetValue(id, out var added) && added.IsSpecial;

    /// <summary>The text of tokens. Bytes that are not UTF-8 become U+FFFD; ids that no token has add nothing.</summary>
    /// <param name="ids">Vocabulary ids.</param>
    /// <param name="skipSpecial">Leaves special tokens out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial)
    {
        var text = new StringBuilder();
        var stream = CreateStream();
        foreach (var id in ids)
        {
            if (!skipSpecial || !IsSpecial(id))
                stream.Append(id, text);
        }
        stream.Finish(text);
        return text.ToString();
    }

    /// <summary>A decoder for tokens that come one after the other.</summary>
    /// <param name="skipSpecial">Leaves special tokens out.</param>
    public StreamingDecoder CreateDecoder(bool skipSpecial) => new(this, CreateStream(), skipSpecial);

    private Vocabulary Vocabulary => _definition.Model.Vocabulary;

    private ITextStream CreateStream() => _definition.PreTokenizer.Part.IsByteLevel
        ? new ByteTextStream(_bytes)
        : new StagedTextStream(FindDecoded, _definition.Decoder.Part.Create());

    // What was found in normalized text comes back as that, as in the Rust library.
    private string? FindDecoded(int id) => _addedById.TryGetValue(id, out var added) && added.IsNormalized
        ? _definition.Normalizer.Part.Normalize(added.Content)
        : FindContent(id);

    private void Encode(TextEncoder encoder, ReadOnlySpan<char> text, List<int> ids, List<(int Start, int End)>? spans)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var scratch = _scratch.Rent();
        encoder.Encode(text, scratch, new TokenSink(ids, spans, IsContinuation: ids.Count > 0));
        scratch.Trim();
        _scratch.Return(scratch); // not after an exception: its buffers might be half done
    }

    private int? IdOf(string? content) => content is null ? null : FindToken(content);
}
