using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.SentencePiece;

/// <summary>
/// A SentencePiece BPE model lists tokens with scores and no merges. Every way to make a token of two others is a merge; the one
/// with the highest score comes first, of equals the one with the longest parts, then in order of ids, as in transformers.
/// </summary>
internal static class MergesFromScores
{
    public static List<Merge> Make(IReadOnlyList<SentencePieceToken> pieces, Vocabulary vocabulary)
    {
        var merges = new List<(Merge Merge, float Score, int LeftLength, int RightLength)>();
        for (var id = 0; id < pieces.Count; id++)
            AddMerges(pieces[id], id, vocabulary, merges);
        return [.. merges // the order is stable
            .OrderByDescending(m => m.Score).ThenByDescending(m => m.LeftLength).ThenByDescending(m => m.RightLength)
            .Select(m => m.Merge)];
    }

    private static void AddMerges(
        SentencePieceToken piece, int id, Vocabulary vocabulary, List<(Merge Merge, float Score, int LeftLength, int RightLength)> merges)
    {
        var first = merges.Count;
        var content = piece.Content.AsSpan();
        var characters = content.Length - CountLowSurrogates(content);
        for (int middle = 1, before = 1; middle < content.Length; middle++)
        {
            if (char.IsLowSurrogate(content[middle]))
                continue;
            if (vocabulary.Find(content[..middle]) is { } left && vocabulary.Find(content[middle..]) is { } right)
                merges.Add((new Merge(left, right, id), piece.Score, before, characters - before));
            before++;
        }
        merges.Sort(first, merges.Count - first, Comparer<(Merge Merge, float, int, int)>.Create(
            (a, b) => (a.Merge.Left, a.Merge.Right).CompareTo((b.Merge.Left, b.Merge.Right))));
    }

    private static int CountLowSurrogates(ReadOnlySpan<char> content)
    {
        var count = 0;
        foreach (var unit in content)
            count += char.IsLowSurrogate(unit) ? 1 : 0;
        return count;
    }
}
