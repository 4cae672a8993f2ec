using System.Globalization;
using System.Text.RegularExpressions;

namespace RewardServer.Training.Vocabulary;

/// <summary>
/// Learns byte-level BPE merges: again and again the most frequent adjacent pair becomes a piece. Equal counts go to the pair
/// that sorts first, so that the same texts always give the same vocabulary.
/// </summary>
internal static partial class BpeTrainer
{
    /// <summary>
    /// Llama 3's pre-tokenizer pattern: words with one leading separator, up to three digits, runs of punctuation, white space. Whole
    /// numbers as pieces make arithmetic much cheaper to learn than digits do; see docs/adr/0061.
    /// </summary>
    public const string Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const int SmallestCount = 2;
    private const int NumberCount = 1_000_000; // more than anything else, so that the numbers come first

    /// <summary>Every number from 0 to this one becomes a piece, so that each is one token whatever the texts hold.</summary>
    public const int LargestNumberPiece = 199;

    /// <summary>Trains on <paramref name="texts"/> until there are <paramref name="size"/> ids, control tokens included, or no pair is left that occurs twice.</summary>
    public static BpeVocabulary Train(IEnumerable<string> texts, int size)
    {
        var words = CountWords(texts);
        words.AddRange(Enumerable.Range(0, LargestNumberPiece + 1).Select(n => (Split(n.ToString(CultureInfo.InvariantCulture)), NumberCount)));
        List<string> pieces = [.. ByteAlphabet.All.ToArray().Order().Select(c => c.ToString())];
        return Grow(words, new BpeVocabulary(pieces, []), size);
    }

    /// <summary>
    /// Adds up to <paramref name="added"/> pieces learned from <paramref name="texts"/>; every piece so far keeps its id, and text its
    /// tokens unless it has the new pieces in it.
    /// </summary>
    public static BpeVocabulary Extend(BpeVocabulary vocabulary, IEnumerable<string> texts, int added)
    {
        var words = CountWords(texts);
        foreach (var pair in vocabulary.Merges)
        {
            MergeAll(words, pair);
        }

        return Grow(words, vocabulary, vocabulary.Size + added);
    }

    private static BpeVocabulary Grow(List<(List<string> Pieces, int Count)> words, BpeVocabulary start, int size)
    {
        List<string> pieces = [.. start.Pieces];
        List<(string, string)> merges = [.. start.Merges];
        while (pieces.Count + BpeVocabulary.ControlTokens.Count < size && MostFrequentPair(words) is { } pair)
        {
            merges.Add(pair);
            pieces.Add(pair.Left + pair.Right);
            MergeAll(words, pair);
        }

        return new BpeVocabulary(pieces, merges);
    }

    private static void MergeAll(List<(List<string> Pieces, int Count)> words, (string Left, string Right) pair)
    {
        foreach (var (word, _) in words)
        {
            Merge(word, pair);
        }
    }

    private static List<(List<string> Pieces, int Count)> CountWords(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, int>();
        foreach (var text in texts)
        {
            foreach (var match in Words().EnumerateMatches(text))
            {
                var word = text.Substring(match.Index, match.Length);
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        return [.. counts.Select(c => (Split(c.Key), c.Value))];
    }

    private static List<string> Split(string word) => [.. ByteAlphabet.Write(word).Select(c => c.ToString())];

    private static (string Left, string Right)? MostFrequentPair(List<(List<string> Pieces, int Count)> words)
    {
        var counts = new Dictionary<(string Left, string Right), int>();
        foreach (var (word, count) in words)
        {
            for (var i = 1; i < word.Count; i++)
            {
                counts[(word[i - 1], word[i])] = counts.GetValueOrDefault((word[i - 1], word[i])) + count;
            }
        }

        (string Left, string Right)? best = null;
        var most = SmallestCount - 1;
        foreach (var (pair, count) in counts)
        {
            if (count > most || (count == most && best is { } b && ComesFirst(pair, b)))
            {
                (best, most) = (pair, count);
            }
        }

        return best;
    }

    private static bool ComesFirst((string Left, string Right) a, (string Left, string Right) b)
    {
        var order = string.CompareOrdinal(a.Left, b.Left);
        return order < 0 || (order == 0 && string.CompareOrdinal(a.Right, b.Right) < 0);
    }

    private static void Merge(List<string> word, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] == pair.Left && word[i + 1] == pair.Right)
            {
                word[i] += word[i + 1];
                word.RemoveAt(i + 1);
            }
        }
    }

    [GeneratedRegex(Pattern)]
    private static partial Regex Words();
}
