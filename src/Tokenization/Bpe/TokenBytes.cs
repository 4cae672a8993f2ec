using System.Text;

namespace RewardServer.Tokenization.Bpe;

/// <summary>The bytes of every token, end to end.</summary>
internal sealed class TokenBytes
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;

    private TokenBytes()
    {
        _bytes = [];
        _starts = [0];
    }

    /// <summary>Of no token: for models that are not of bytes.</summary>
    public static TokenBytes None { get; } = new();

    /// <summary>Bytes by the byte alphabet for what is in the vocabulary; an added token that is not stands for its content.</summary>
    public TokenBytes(Vocabulary vocabulary, IReadOnlyDictionary<int, AddedToken> addedTokens, int size)
    {
        var all = new List<byte>(size * 8);
        _starts = new int[size + 1];
        for (var id = 0; id < size; id++)
        {
            if (vocabulary.ContentOf(id) is { } content)
                all.AddRange(ByteAlphabet.BytesOf(content));
            else if (addedTokens.TryGetValue(id, out var added))
                all.AddRange(Encoding.UTF8.GetBytes(added.Content));
            _starts[id + 1] = all.Count;
        }
        _bytes = [.. all];
    }

    /// <summary>Bytes of a token; none for an id no token has.</summary>
    public ReadOnlySpan<byte> Of(int id) =>
        (uint)id < (uint)(_starts.Length - 1) ? _bytes.AsSpan(_starts[id].._starts[id + 1]) : [];

    /// <summary>How many bytes a token of the vocabulary has.</summary>
    public int LengthOf(int id) => _starts[id + 1] - _starts[id];
}
