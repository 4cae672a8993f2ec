namespace RewardServer.Tokenization.Normalizers;

/// <summary>Normalizers one after the other.</summary>
internal sealed class NormalizerChain(IReadOnlyList<INormalizer> normalizers)
{
    public static NormalizerChain None { get; } = new([]);

    public IReadOnlyList<INormalizer> Normalizers => normalizers;

    /// <summary>Whether a text certainly stays as it is.</summary>
    public bool Leaves(ReadOnlySpan<char> text)
    {
        foreach (var normalizer in normalizers)
        {
            if (!normalizer.Leaves(text))
                return false;
        }
        return true;
    }

    /// <summary>The normal form, in one of two buffers.</summary>
    public NormalizedText Normalize(ReadOnlySpan<char> text, NormalizedText first, NormalizedText second)
    {
        first.SetOriginal(text);
        foreach (var normalizer in normalizers)
        {
            if (normalizer.Leaves(first.Text))
                continue;
            second.Clear();
            normalizer.Normalize(first, second);
            (first, second) = (second, first);
        }
        return first;
    }

    public string Normalize(string text) => Leaves(text) ? text : Normalize(text, new NormalizedText(), new NormalizedText()).Text.ToString();
}
