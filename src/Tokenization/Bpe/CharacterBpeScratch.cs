namespace RewardServer.Tokenization.Bpe;

/// <summary>Word cache and symbol buffers.</summary>
internal sealed class CharacterBpeScratch(MergeTable merges) : WordScratch
{
    private const int KeptLength = 1 << 16;

    private readonly SymbolMerger _merger = new(merges);
    private int[] _ids = new int[256];
    private int[] _starts = new int[256];
    private Piece[] _pieces = new Piece[256];

    public WordCache<Piece> Cache { get; } = new();

    /// <summary>The characters of a word.</summary>
    public List<Piece> Symbols { get; private set; } = [];

    /// <summary>What the symbols merge to; valid until the next call.</summary>
    public ReadOnlySpan<Piece> Merge()
    {
        var count = Symbols.Count;
        if (_ids.Length < count)
        {
            _ids = new int[count];
            _starts = new int[count];
            _pieces = new Piece[count];
        }
        for (var i = 0; i < count; i++)
            _ids[i] = Symbols[i].Id;
        var left = _merger.Merge(_ids.AsSpan(0, count), _starts.AsSpan(0, count));
        for (var i = 0; i < left; i++)
        {
            var next = i + 1 < left ? _starts[i + 1] : count;
            _pieces[i] = new Piece(_ids[i], Symbols[_starts[i]].Start, Symbols[next - 1].End);
        }
        return _pieces.AsSpan(0, left);
    }

    public override void Trim()
    {
        if (_ids.Length <= KeptLength)
            return;
        _ids = new int[256];
        _starts = new int[256];
        _pieces = new Piece[256];
        Symbols = [];
    }
}
