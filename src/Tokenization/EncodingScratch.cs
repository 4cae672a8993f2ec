using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization;

/// <summary>The working memory of one encoding.</summary>
internal sealed class EncodingScratch(WordScratch model, int steps)
{
    private const int KeptLength = 1 << 20;

    private readonly char[][] _marked = [.. Enumerable.Repeat<char[]>([], steps)];
    private NormalizedText _first = new();
    private NormalizedText _second = new();

    public WordScratch Model => model;

    /// <summary>The normal form of a text; valid until the next call.</summary>
    public NormalizedText Normalize(NormalizerChain normalizer, ReadOnlySpan<char> text) => normalizer.Normalize(text, _first, _second);

    /// <summary>A piece with a mark for each of its spaces, and one in front if wanted; valid until the next call for the same step.</summary>
    public ReadOnlySpan<char> Marked(ReadOnlySpan<char> piece, char mark, bool putsInFront, int step)
    {
        if (!putsInFront && (mark == ' ' || !piece.Contains(' ')))
            return piece;
        if (_marked[step].Length < piece.Length + 1)
            _marked[step] = new char[piece.Length + 1];
        var marked = _marked[step].AsSpan(0, piece.Length + 1);
        marked[0] = mark;
        piece.Replace(marked[1..], ' ', mark);
        return putsInFront ? marked : marked[1..];
    }

    /// <summary>Lets go of what only a huge text needed.</summary>
    public void Trim()
    {
        model.Trim();
        for (var step = 0; step < _marked.Length; step++)
        {
            if (_marked[step].Length > KeptLength)
                _marked[step] = [];
        }
        if (_first.Capacity > KeptLength)
            _first = new NormalizedText();
        if (_second.Capacity > KeptLength)
            _second = new NormalizedText();
    }
}
