using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.SentencePiece;

/// <summary>
/// A SentencePiece BPE model lists tokens with scores and no merges. Every way to make a token of two others is a merge: the one
/// with the highest score first, of equals in order of the ids of the token and of its parts. So transformers made the
/// tokenizer.json files that were published with Llama 2 and Mistral.
/// </summary>
internal static class MergesFromScores
{
    public static List<Merge> Make(IReadOnlyList<SentencePieceToken> pieces, Vocabulary vocabulary)
    {
        var merges = new List<Merge>();
        for (var id = 0; id < pieces.Count; id++)
            merges.AddRange(MergesTo(id, pieces[id].Content, vocabulary).OrderBy(m => m.Left).ThenBy(m => m.Right));
        return [.. merges.OrderByDescending(m => pieces[m.Result].Score)]; // the order is stable
    }

    private static List<Merge> MergesTo(int id, ReadOnlySpan<char> content, Vocabulary vocabulary)
    {
        var merges = new List<Merge>();
        for (var middle = 1; middle < content.Length; middle++)
        {
            // No token begins inside a surrogate pair, so none is found there.
            if (vocabulary.Find(content[..middle]) is { } left && vocabulary.Find(content[middle..]) is { } right)
                merges.Add(new Merge(left, right, id));
        }
        return merges;
    }
}
