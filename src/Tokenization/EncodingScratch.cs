using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization;

/// <summary>The working memory of one encoding.</summary>
internal sealed class EncodingScratch(MergeTable merges)
{
    private const int KeptLength = 1 << 20;

    private char[] _prefixed = [];

    public BpeScratch Bpe { get; } = new(merges);

    public NormalizedText Normalized { get; private set; } = new();

    /// <summary>A piece with a space in front; valid until the next call.</summary>
    public ReadOnlySpan<char> WithPrefixSpace(ReadOnlySpan<char> piece)
    {
        if (_prefixed.Length < piece.Length + 1)
            _prefixed = new char[piece.Length + 1];
        _prefixed[0] = ' ';
        piece.CopyTo(_prefixed.AsSpan(1));
        return _prefixed.AsSpan(0, piece.Length + 1);
    }

    /// <summary>Lets go of what only a huge text needed.</summary>
    public void Trim()
    {
        Bpe.Trim();
        if (_prefixed.Length > KeptLength)
            _prefixed = [];
        if (Normalized.Length > KeptLength)
            Normalized = new NormalizedText();
    }
}
