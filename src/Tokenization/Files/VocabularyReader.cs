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
            ids.Add(content, id.Id());
        return new Vocabulary(ids);
    }

    /// <summary>Merges from a list of "left right" or ["left", "right"].</summary>
    public static List<Merge> ReadMerges(JsonValue list, Vocabulary vocabulary)
    {
        var reader = new MergeReader(vocabulary);
        foreach (var item in list.Items())
        {
            if (item.IsText)
                reader.AddLine(item.Text(), item.Path);
            else
                AddPair(reader, item);
        }
        return reader.Merges;
    }

    /// <summary>Merges from the lines of merges.txt.</summary>
    public static List<Merge> ReadMergeLines(string text, Vocabulary vocabulary)
    {
        var reader = new MergeReader(vocabulary);
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (!line.IsEmpty && !line.StartsWith("#version"))
                reader.AddLine(line, $"merges.txt line {number}");
        }
        return reader.Merges;
    }

    private static void AddPair(MergeReader reader, JsonValue pair)
    {
        var parts = pair.Items().Select(part => part.Text()).Take(3).ToArray();
        if (parts.Length != 2 || parts.Any(part => part.Length == 0 || part.Contains(' ', StringComparison.Ordinal)))
            throw pair.Unexpected("two tokens without spaces");
        reader.Add(parts[0], parts[1], pair.Path);
    }

    private sealed class MergeReader(Vocabulary vocabulary)
    {
        private char[] _joined = new char[256];

        public List<Merge> Merges { get; } = [];

        public void AddLine(ReadOnlySpan<char> line, string where)
        {
            var space = line.IndexOf(' ');
            if (space <= 0 || space != line.LastIndexOf(' ') || space == line.Length - 1)
                throw new TokenizerFormatException(where, $"\"{line}\" should be two tokens with one space between");
            Add(line[..space], line[(space + 1)..], where);
        }

        public void Add(ReadOnlySpan<char> left, ReadOnlySpan<char> right, string where)
        {
            if (_joined.Length < left.Length + right.Length)
                _joined = new char[left.Length + right.Length];
            left.CopyTo(_joined);
            right.CopyTo(_joined.AsSpan(left.Length));
            var joined = _joined.AsSpan(0, left.Length + right.Length);
            Merges.Add(new Merge(Find(left, where), Find(right, where), Find(joined, where)));
        }

        private int Find(ReadOnlySpan<char> content, string where) => vocabulary.Find(content)
            ?? throw new TokenizerFormatException(where, $"the vocabulary has no token \"{content}\"");
    }
}
