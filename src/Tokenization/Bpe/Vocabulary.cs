namespace RewardServer.Tokenization.Bpe;

/// <summary>The model's tokens both ways: content to id, and id to content and bytes. Ids may have gaps.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly string?[] _contents;

    /// <summary>A vocabulary of distinct, non-negative ids.</summary>
    public Vocabulary(Dictionary<string, int> ids)
    {
        Ids = ids;
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _contents = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach (var (content, id) in ids)
        {
            if (_contents[id] is { } other)
                throw new TokenizerFormatException("model.vocab", $"id {id} belongs to both \"{other}\" and \"{content}\"");
            _contents[id] = content;
            LongestContent = Math.Max(LongestContent, content.Length);
        }
    }

    public IReadOnlyDictionary<string, int> Ids { get; }

    /// <summary>UTF-16 length of the longest content.</summary>
    public int LongestContent { get; }

    /// <summary>One past the highest id.</summary>
    public int Size => _contents.Length;

    public int? Find(ReadOnlySpan<char> content) => _ids.TryGetValue(content, out var id) ? id : null;

    public string? ContentOf(int id) => (uint)id < (uint)_contents.Length ? _contents[id] : null;
}
