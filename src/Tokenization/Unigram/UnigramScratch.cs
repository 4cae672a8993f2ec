using System.Runtime.InteropServices;
using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.Unigram;

/// <summary>Word cache, paths and tokens.</summary>
internal sealed class UnigramScratch : WordScratch
{
    private const int KeptLength = 1 << 16;

    private PathEnd[] _path = new PathEnd[256];

    public WordCache<Piece> Cache { get; } = new();

    /// <summary>The tokens of a word, the last one first.</summary>
    public List<Piece> Pieces { get; private set; } = [];

    /// <summary>The tokens of a word; to be asked for once.</summary>
    public ReadOnlySpan<Piece> PiecesInOrder
    {
        get
        {
            Pieces.Reverse();
            return CollectionsMarshal.AsSpan(Pieces);
        }
    }

    /// <summary>Cleared path ends for every place of a word.</summary>
    public Span<PathEnd> PathFor(int length)
    {
        if (_path.Length <= length)
            _path = new PathEnd[length + 1];
        var path = _path.AsSpan(0, length + 1);
        path.Clear();
        return path;
    }

    public override void Trim()
    {
        if (_path.Length > KeptLength)
            _path = new PathEnd[256];
        if (Pieces.Capacity > KeptLength)
            Pieces = [];
    }
}
