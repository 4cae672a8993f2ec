namespace RewardServer.Tokenization.Normalizers;

/// <summary>One step of bringing a text into the form a vocabulary was trained on. Holds no state of a call.</summary>
internal interface INormalizer
{
    /// <summary>Whether a text certainly stays as it is.</summary>
    bool Leaves(ReadOnlySpan<char> text);

    /// <summary>Appends the normal form of a text to <paramref name="target"/>, which is empty.</summary>
    void Normalize(NormalizedText source, NormalizedText target);
}
