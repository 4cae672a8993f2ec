using System.Text;
using RewardServer.Tokenization.Bpe;
using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Unigram;

/// <summary>
/// The best cut of a word by the Viterbi algorithm, in doubles. Of equal sums the one that was met first stays: places are gone
/// through from left to right, and at each the tokens from the shortest to the longest, the unknown one last.
/// </summary>
internal sealed class UnigramModel : IWordModel
{
    private const double UnknownPenalty = 10; // below the least score, as in SentencePiece

    private readonly UnigramDefinition _definition;
    private readonly bool[] _isSpecial;
    private readonly int[]? _byteIds;
    private readonly int _unknownId;
    private readonly double _unknownScore;

    public UnigramModel(UnigramDefinition definition, Func<int, bool> isSpecial)
    {
        _definition = definition;
        _isSpecial = [.. Enumerable.Range(0, definition.Vocabulary.Size).Select(isSpecial)];
        _unknownId = definition.UnknownId ?? throw new TokenizerFormatException("model.unk_id", "is missing, so not every text could be encoded");
        _unknownScore = definition.Scores.Min() - UnknownPenalty;
        _byteIds = definition.FallsBackToBytes ? ByteTokens.Find(definition.Vocabulary) : null;
    }

    public WordScratch CreateScratch() => new UnigramScratch();

    public void Encode(ReadOnlySpan<char> word, WordPlace place, WordScratch scratch, TokenSink sink)
    {
        var mine = (UnigramScratch)scratch;
        if (!mine.Cache.TryGet(word, out var pieces))
        {
            var best = mine.PathFor(word.Length);
            FindBestPath(word, best);
            FollowBack(best, mine.Pieces);
            ReplaceUnknown(word, mine.Pieces);
            pieces = mine.PiecesInOrder;
            mine.Cache.Add(word, pieces);
        }
        sink.AddPieces(pieces, place);
    }

    private void FindBestPath(ReadOnlySpan<char> word, Span<PathEnd> best)
    {
        for (var start = 0; start < word.Length;)
        {
            var characterEnd = start + CodePoints.LengthAt(word, start);
            var hasCharacter = false;
            var node = TokenTrie.Root;
            for (var end = start; end < word.Length && _definition.Trie.Next(node, word[end], out var id) is { } next; node = next)
            {
                end++;
                if (id < 0 || _isSpecial[id])
                    continue;
                best[end].Offer(id, start, best[start].Score + _definition.Scores[id]);
                hasCharacter |= end == characterEnd;
            }
            if (!hasCharacter)
                best[characterEnd].Offer(_unknownId, start, best[start].Score + _unknownScore);
            start = characterEnd;
        }
    }

    // From the last token to the first; neighbouring unknown characters become one.
    private void FollowBack(ReadOnlySpan<PathEnd> best, List<Piece> pieces)
    {
        pieces.Clear();
        for (var end = best.Length - 1; end > 0;)
        {
            var (id, start) = (best[end].Id, best[end].Start);
            if (id == _unknownId && pieces.Count > 0 && pieces[^1].Id == _unknownId)
                pieces[^1] = pieces[^1] with { Start = start };
            else
                pieces.Add(new Piece(id, start, end));
            end = start;
        }
    }

    // An unknown run can be a token as a whole; otherwise it is its bytes, if all of them have tokens.
    private void ReplaceUnknown(ReadOnlySpan<char> word, List<Piece> pieces)
    {
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            var piece = pieces[i];
            if (piece.Id != _unknownId)
                continue;
            var text = word[piece.Start..piece.End];
            if (text.Length <= _definition.Vocabulary.LongestContent && _definition.Vocabulary.Find(text) is { } id && !_isSpecial[id])
                pieces[i] = piece with { Id = id };
        }
        if (_byteIds is not null && pieces.Exists(piece => piece.Id == _unknownId))
            WriteBytes(word, pieces);
    }

    private void WriteBytes(ReadOnlySpan<char> word, List<Piece> pieces)
    {
        var all = pieces.ToArray();
        pieces.Clear();
        foreach (var piece in all)
        {
            var bytes = piece.Id == _unknownId ? Encoding.UTF8.GetBytes(word[piece.Start..piece.End].ToArray()) : [];
            if (bytes.Length > 0 && Array.TrueForAll(bytes, value => _byteIds![value] >= 0))
                pieces.AddRange(bytes.Reverse().Select(value => piece with { Id = _byteIds![value] }));
            else
                pieces.Add(piece);
        }
    }
}

/// <summary>The best path that ends at a place of a word.</summary>
internal struct PathEnd
{
    private bool _isReached;

    public double Score { get; private set; }

    /// <summary>The last token of the path.</summary>
    public int Id { get; private set; }

    /// <summary>Where that token starts.</summary>
    public int Start { get; private set; }

    /// <summary>Takes another path if it is better.</summary>
    public void Offer(int id, int start, double score)
    {
        if (_isReached && !(score > Score))
            return;
        _isReached = true;
        (Id, Start, Score) = (id, start, score);
    }
}
