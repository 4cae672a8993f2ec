using RewardServer.Tokenization.AddedTokens;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Normalizers;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization;

/// <summary>
/// Text to ids: added tokens out of the original text, normalize what is between, added tokens out of that, cut into words, merge.
/// </summary>
internal sealed class TextEncoder
{
    private readonly ByteLevelBpe _model;
    private readonly PreTokenizerOptions _preTokenizer;
    private readonly bool _composesCanonically;
    private readonly TokenBytes _bytes;
    private readonly AddedTokenMatcher _original;
    private readonly AddedTokenMatcher _normalized;

    /// <summary>An encoder that looks for <paramref name="addedTokens"/> and no others.</summary>
    public TextEncoder(TokenizerDefinition definition, ByteLevelBpe model, TokenBytes bytes, IEnumerable<AddedToken> addedTokens)
    {
        _model = model;
        _preTokenizer = definition.PreTokenizer;
        _composesCanonically = definition.ComposesCanonically;
        _bytes = bytes;
        var tokens = addedTokens.ToLookup(t => t.IsNormalized);
        _original = new AddedTokenMatcher(tokens[false].Select(t => (t.Content, t)));
        _normalized = new AddedTokenMatcher(tokens[true].Select(t => (_composesCanonically ? NfcNormalizer.Normalize(t.Content) : t.Content, t)));
    }

    public void Encode(ReadOnlySpan<char> text, EncodingScratch scratch, List<int> ids, List<(int Start, int End)>? spans)
    {
        var position = 0;
        while (!_original.IsEmpty && _original.Find(text, position, position, out var start, out var end) is { } token)
        {
            Normalize(text[position..start], scratch, new TokenSink(ids, spans, position, null));
            new TokenSink(ids, spans, 0, null).Add(token.Id, start, end);
            position = end;
        }
        Normalize(text[position..], scratch, new TokenSink(ids, spans, position, null));
    }

    private void Normalize(ReadOnlySpan<char> piece, EncodingScratch scratch, TokenSink sink)
    {
        if (piece.IsEmpty)
            return;
        if (!_composesCanonically || NfcNormalizer.IsNormalized(piece))
        {
            FindNormalized(piece, scratch, sink);
            return;
        }
        NfcNormalizer.Normalize(piece, scratch.Normalized);
        FindNormalized(scratch.Normalized.Text, scratch, sink with { Alignment = scratch.Normalized });
    }

    private void FindNormalized(ReadOnlySpan<char> piece, EncodingScratch scratch, TokenSink sink)
    {
        var position = 0;
        while (!_normalized.IsEmpty && _normalized.Find(piece, position, position, out var start, out var end) is { } token)
        {
            Split(piece[position..start], position, position, stage: 0, scratch, sink);
            sink.Add(token.Id, start, end);
            position = end;
        }
        Split(piece[position..], position, position, stage: 0, scratch, sink);
    }

    // Each stage cuts the pieces of the one before it.
    private void Split(ReadOnlySpan<char> piece, int offset, int floor, int stage, EncodingScratch scratch, TokenSink sink)
    {
        if (stage == _preTokenizer.PrefixSpaceStage && !piece.IsEmpty && piece[0] != ' ')
        {
            piece = scratch.WithPrefixSpace(piece);
            floor = offset--;
        }
        if (stage == _preTokenizer.Scanners.Count)
        {
            if (!piece.IsEmpty)
                sink.AddWord(_model.Encode(piece, scratch.Bpe), piece, offset, floor, _bytes);
            return;
        }
        var scanner = _preTokenizer.Scanners[stage];
        for (var start = 0; start < piece.Length;)
        {
            var end = scanner.NextEnd(piece, start);
            Split(piece[start..end], offset + start, floor, stage + 1, scratch, sink);
            start = end;
        }
    }
}
