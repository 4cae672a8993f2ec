using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>Prepend: something before every text that is not empty. It stands for the first character.</summary>
internal sealed class PrependNormalizer(string content) : INormalizer
{
    public bool Leaves(ReadOnlySpan<char> text) => text.IsEmpty || content.Length == 0;

    public void Normalize(NormalizedText source, NormalizedText target)
    {
        if (source.Length > 0)
            target.AppendChanged(content, source, 0, CodePoints.LengthAt(source.Text, 0));
        target.AppendUnchanged(source, 0, source.Length);
    }
}
