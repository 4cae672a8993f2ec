namespace RewardServer.Tokenization.Normalizers;

/// <summary>Replace: every match of a pattern gives way to a text.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : INormalizer
{
    public bool Leaves(ReadOnlySpan<char> text) => !pattern.TryFind(text, 0, out _, out _);

    public void Normalize(NormalizedText source, NormalizedText target)
    {
        var text = source.Text;
        var copied = 0;
        while (pattern.TryFind(text, copied, out var start, out var end))
        {
            target.AppendUnchanged(source, copied, start);
            target.AppendChanged(content, source, start, end);
            copied = end;
        }
        target.AppendUnchanged(source, copied, text.Length);
    }
}
