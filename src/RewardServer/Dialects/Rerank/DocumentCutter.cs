using RewardServer.Tokenization;

namespace RewardServer.Dialects.Rerank;

/// <summary>Keeps the beginnings of documents that have too many tokens.</summary>
internal static class DocumentCutter
{
    /// <summary>Cuts each document behind so many tokens of its own.</summary>
    /// <returns>How many were cut.</returns>
    public static int Cut(Span<string> documents, int tokens, HuggingFaceTokenizer tokenizer)
    {
        var cut = 0;
        foreach (ref var document in documents)
        {
            List<int> ids = [];
            List<(int Start, int End)> spans = [];
            tokenizer.EncodeText(document, ids, spans);
            if (spans.Count <= tokens)
                continue;
            document = document[..spans[tokens - 1].End];
            cut++;
        }
        return cut;
    }
}
