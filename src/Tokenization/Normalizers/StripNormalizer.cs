using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>Strip: no whitespace at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public bool Leaves(ReadOnlySpan<char> text) => text.IsEmpty || !((left && IsSpace(text[0])) || (right && IsSpace(text[^1])));

    public void Normalize(NormalizedText source, NormalizedText target)
    {
        var (start, end) = (0, source.Length);
        while (left && start < end && IsSpace(source.Text[start]))
            start++;
        while (right && end > start && IsSpace(source.Text[end - 1]))
            end--;
        target.AppendUnchanged(source, start, end);
    }

    private static bool IsSpace(char unit) => (RuneClasses.Of(unit) & RuneClass.Space) != 0;
}
