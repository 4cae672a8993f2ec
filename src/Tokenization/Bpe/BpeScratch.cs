using System.Text;

namespace RewardServer.Tokenization.Bpe;

/// <summary>Word cache, byte and symbol buffers.</summary>
internal sealed class BpeScratch(MergeTable merges) : WordScratch
{
    private const int KeptLength = 1 << 16;

    private readonly int[] _single = new int[1];
    private byte[] _bytes = new byte[256];
    private int[] _symbols = new int[256];

    public WordCache<int> Cache { get; } = new();

    public SymbolMerger Merger { get; } = new(merges);

    public ReadOnlySpan<int> Single(int id)
    {
        _single[0] = id;
        return _single;
    }

    /// <summary>UTF-8 of a word, lone surrogates as U+FFFD; valid until the next call.</summary>
    public ReadOnlySpan<byte> Utf8Of(ReadOnlySpan<char> word)
    {
        var most = Encoding.UTF8.GetMaxByteCount(word.Length);
        if (_bytes.Length < most)
            _bytes = new byte[most];
        return _bytes.AsSpan(0, Encoding.UTF8.GetBytes(word, _bytes));
    }

    public Span<int> Symbols(int count)
    {
        if (_symbols.Length < count)
            _symbols = new int[count];
        return _symbols.AsSpan(0, count);
    }

    public override void Trim()
    {
        if (_bytes.Length > KeptLength)
            _bytes = new byte[256];
        if (_symbols.Length > KeptLength)
            _symbols = new int[256];
    }
}
