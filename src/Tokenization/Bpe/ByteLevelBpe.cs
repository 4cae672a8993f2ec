namespace RewardServer.Tokenization.Bpe;

/// <summary>A byte-level BPE model: the UTF-8 bytes of a word, merged.</summary>
internal sealed class ByteLevelBpe : IWordModel
{
    private readonly Vocabulary _vocabulary;
    private readonly MergeTable _merges;
    private readonly TokenBytes _bytes;
    private readonly int[] _byteIds;
    private readonly bool _ignoresMerges;
    private readonly Dictionary<int, Merge> _forbidden;

    /// <summary>A model over a vocabulary.</summary>
    /// <param name="definition">Tokens and merges.</param>
    /// <param name="isSpecial">Tokens the model must never make.</param>
    /// <param name="bytes">Bytes of every token.</param>
    public ByteLevelBpe(BpeDefinition definition, Func<int, bool> isSpecial, TokenBytes bytes)
    {
        _vocabulary = definition.Vocabulary;
        _ignoresMerges = definition.IgnoresMerges;
        _byteIds = FindBytes(_vocabulary);
        _bytes = bytes;
        _merges = new MergeTable(definition.Merges);
        _forbidden = [];
        foreach (var merge in definition.Merges.Where(m => isSpecial(m.Result)))
            _forbidden[merge.Result] = merge;
        IsSpecial = isSpecial;
    }

    private Func<int, bool> IsSpecial { get; }

    public WordScratch CreateScratch() => new BpeScratch(_merges);

    public void Encode(ReadOnlySpan<char> word, WordPlace place, WordScratch scratch, TokenSink sink) =>
        sink.AddWord(Encode(word, (BpeScratch)scratch), word, place, _bytes);

    private ReadOnlySpan<int> Encode(ReadOnlySpan<char> word, BpeScratch scratch)
    {
        if (scratch.Cache.TryGet(word, out var known))
            return known;
        var tokens = _ignoresMerges && FindWhole(word, scratch) is { } id ? scratch.Single(id) : MergeBytes(word, scratch);
        scratch.Cache.Add(word, tokens);
        return tokens;
    }

    private ReadOnlySpan<int> MergeBytes(ReadOnlySpan<char> word, BpeScratch scratch)
    {
        var bytes = scratch.Utf8Of(word);
        var symbols = scratch.Symbols(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
            symbols[i] = _byteIds[bytes[i]];
        var tokens = symbols[..scratch.Merger.Merge(symbols)];
        return _forbidden.Count == 0 ? tokens : WithoutForbidden(tokens);
    }

    // A control token that merges could spell is taken apart again, so that text stays text.
    private ReadOnlySpan<int> WithoutForbidden(ReadOnlySpan<int> tokens)
    {
        var allowed = new List<int>(tokens.Length);
        var pending = new Stack<int>();
        foreach (var token in tokens)
        {
            pending.Push(token);
            while (pending.TryPop(out var next))
            {
                if (!_forbidden.TryGetValue(next, out var merge))
                {
                    allowed.Add(next);
                    continue;
                }
                pending.Push(merge.Right);
                pending.Push(merge.Left);
            }
        }
        return allowed.ToArray();
    }

    private int? FindWhole(ReadOnlySpan<char> word, BpeScratch scratch)
    {
        if (word.Length > _vocabulary.LongestContent)
            return null;
        var bytes = scratch.Utf8Of(word);
        Span<char> content = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
            content[i] = ByteAlphabet.CharOf(bytes[i]);
        return _vocabulary.Find(content) is { } id && !IsSpecial(id) ? id : null;
    }

    private static int[] FindBytes(Vocabulary vocabulary)
    {
        var ids = new int[256];
        for (var value = 0; value < ids.Length; value++)
        {
            var found = vocabulary.Find([ByteAlphabet.CharOf((byte)value)]);
            if (found is null && CanOccur(value))
                throw new TokenizerFormatException("model.vocab", $"byte 0x{value:x2} ({ByteAlphabet.CharOf((byte)value)}) has no token, so not every text could be encoded");
            ids[value] = found ?? -1;
        }
        return ids;
    }

    // Bytes that no UTF-8 text holds; trained vocabularies often leave them out.
    private static bool CanOccur(int value) => value is not (0xc0 or 0xc1 or >= 0xf5);
}
