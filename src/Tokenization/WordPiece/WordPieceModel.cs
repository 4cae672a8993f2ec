using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.WordPiece;

/// <summary>The longest token that begins what is left of a word, again and again; a word that cannot be used up is unknown.</summary>
internal sealed class WordPieceModel(WordPieceDefinition definition, Func<int, bool> isSpecial) : IWordModel
{
    private readonly int _unknownId = definition.UnknownId
        ?? throw new TokenizerFormatException("model.unk_token", "is missing, so not every text could be encoded");

    public WordScratch CreateScratch() => new WordPieceScratch(definition.Prefix, definition.Vocabulary.LongestContent);

    public void Encode(ReadOnlySpan<char> word, WordPlace place, WordScratch scratch, TokenSink sink)
    {
        var mine = (WordPieceScratch)scratch;
        if (!mine.Cache.TryGet(word, out var pieces))
        {
            pieces = !IsTooLong(word) && TryCut(word, mine) ? mine.Written : mine.Only(new Piece(_unknownId, 0, word.Length));
            mine.Cache.Add(word, pieces);
        }
        sink.AddPieces(pieces, place);
    }

    private bool IsTooLong(ReadOnlySpan<char> word)
    {
        var count = 0;
        for (var i = 0; i < word.Length && count <= definition.MostCharacters; count++)
            i += CodePoints.LengthAt(word, i);
        return count > definition.MostCharacters;
    }

    private bool TryCut(ReadOnlySpan<char> word, WordPieceScratch scratch)
    {
        scratch.Clear();
        for (var start = 0; start < word.Length;)
        {
            if (FindLongest(word, start, scratch) is not { } piece)
                return false;
            scratch.Add(piece);
            start = piece.End;
        }
        return true;
    }

    private Piece? FindLongest(ReadOnlySpan<char> word, int start, WordPieceScratch scratch)
    {
        var prefix = start > 0 ? definition.Prefix.Length : 0;
        var most = Math.Min(word.Length - start, definition.Vocabulary.LongestContent - prefix);
        for (var end = start + most; end > start; end--)
        {
            if (end < word.Length && char.IsLowSurrogate(word[end]))
                continue; // inside a character
            var content = prefix == 0 ? word[start..end] : scratch.WithPrefix(word[start..end]);
            if (definition.Vocabulary.Find(content) is { } id && !isSpecial(id))
                return new Piece(id, start, end);
        }
        return null;
    }
}
