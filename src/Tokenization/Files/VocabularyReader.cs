using System.Globalization;
using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.Files;

/// <summary>Vocabulary and merges, as tokenizer.json's model and as vocab.json and merges.txt have them.</summary>
internal static class VocabularyReader
{
    /// <summary>A vocabulary from an object of content to id.</summary>
    public static Vocabulary ReadVocabulary(JsonValue vocabulary)
    {
        var ids = new Dictionary<string, int>();
        foreach (var (content, id) in vocabulary.Members())
            ids[content] = id.Id(); // no key is there twice: the parser sees to that
        return new Vocabulary(ids);
    }

    /// <summary>Merges from a list of "left right" or ["left", "right"].</summary>
    public static List<Merge> ReadMerges(JsonValue list, Vocabulary vocabulary)
    {
        var reader = new MergeReader(vocabulary, list.Path + "[{0}]", firstNumber: 0);
        foreach (var item in list.Items())
        {
            if (item.IsText)
                reader.AddLine(item.Text());
            else
                AddPair(reader, item);
        }
        return reader.Merges;
    }

    /// <summary>A vocabulary from the lines of vocab.txt: a line's number is its token's id, the last of equal ones counts.</summary>
    public static Vocabulary ReadTokenLines(string text)
    {
        var ids = new Dictionary<string, int>();
        var lines = text.Split('\n');
        if (lines.Length - 1 > TokenizerLimits.MaxId)
            throw new TokenizerFormatException("vocabulary", $"has more than {TokenizerLimits.MaxId + 1} lines");
        for (var id = 0; id < lines.Length; id++)
        {
            if (lines[id].TrimEnd('\r') is { Length: > 0 } content)
                ids[content] = id;
        }
        return new Vocabulary(ids);
    }

    /// <summary>Merges from the lines of merges.txt.</summary>
    public static List<Merge> ReadMergeLines(string text, Vocabulary vocabulary)
    {
        var reader = new MergeReader(vocabulary, "line {0}", firstNumber: 1);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line.StartsWith("#version"))
                reader.Skip();
            else
                reader.AddLine(line);
        }
        return reader.Merges;
    }

    private static void AddPair(MergeReader reader, JsonValue pair)
    {
        var parts = pair.Items().Select(part => part.Text()).Take(3).ToArray();
        if (parts.Length != 2 || parts.Any(part => part.Length == 0))
            throw pair.Unexpected("two tokens");
        reader.Add(parts[0], parts[1]);
    }

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="place">How an error names the merge at hand, by its number.</param>
    /// <param name="firstNumber">Number of the first.</param>
    private sealed class MergeReader(Vocabulary vocabulary, string place, int firstNumber)
    {
        private char[] _joined = new char[256];
        private int _number = firstNumber;

        public List<Merge> Merges { get; } = [];

        public void Skip() => _number++;

        public void AddLine(ReadOnlySpan<char> line)
        {
            var space = line.IndexOf(' ');
            if (space <= 0 || space != line.LastIndexOf(' ') || space == line.Length - 1)
                throw Error($"\"{line}\" should be two tokens with one space between");
            Add(line[..space], line[(space + 1)..]);
        }

        public void Add(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
        {
            if (_joined.Length < left.Length + right.Length)
                _joined = new char[left.Length + right.Length];
            left.CopyTo(_joined);
            right.CopyTo(_joined.AsSpan(left.Length));
            var joined = _joined.AsSpan(0, left.Length + right.Length);
            Merges.Add(new Merge(Find(left), Find(right), Find(joined)));
            _number++;
        }

        private int Find(ReadOnlySpan<char> content) =>
            vocabulary.Find(content) ?? throw Error($"the vocabulary has no token \"{content}\"");

        private TokenizerFormatException Error(string problem) =>
            new(string.Format(CultureInfo.InvariantCulture, place, _number), problem);
    }
}
