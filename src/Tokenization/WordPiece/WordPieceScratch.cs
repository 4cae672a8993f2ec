using System.Runtime.InteropServices;
using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.WordPiece;

/// <summary>Word cache, tokens, and room for a prefix before a part of a word.</summary>
/// <param name="prefix">What tokens that continue a word begin with.</param>
/// <param name="longest">UTF-16 length of the longest token.</param>
internal sealed class WordPieceScratch(string prefix, int longest) : WordScratch
{
    private const int KeptLength = 1 << 16;

    private readonly char[] _prefixed = [.. prefix, .. new char[longest]];
    private List<Piece> _pieces = [];

    public WordCache<Piece> Cache { get; } = new();

    public ReadOnlySpan<Piece> Written => CollectionsMarshal.AsSpan(_pieces);

    public void Clear() => _pieces.Clear();

    public void Add(Piece piece) => _pieces.Add(piece);

    public ReadOnlySpan<Piece> Only(Piece piece)
    {
        _pieces.Clear();
        _pieces.Add(piece);
        return Written;
    }

    /// <summary>A part of a word behind the prefix; valid until the next call.</summary>
    public ReadOnlySpan<char> WithPrefix(ReadOnlySpan<char> part)
    {
        part.CopyTo(_prefixed.AsSpan(prefix.Length));
        return _prefixed.AsSpan(0, prefix.Length + part.Length);
    }

    public override void Trim()
    {
        if (_pieces.Capacity > KeptLength)
            _pieces = [];
    }
}
