using System.Text;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>What a code point does in one normalization form.</summary>
internal sealed class FormTraits(NormalizationForm form)
{
    private readonly bool _composes = form is NormalizationForm.FormC or NormalizationForm.FormKC;
    private readonly bool _isCompatible = form is NormalizationForm.FormKC or NormalizationForm.FormKD;

    /// <summary>The least code point that the form can change or that can act on what is before it.</summary>
    public int FirstUnstable { get; } = form switch
    {
        NormalizationForm.FormC => 0x300, // nothing below decomposes without composing again
        NormalizationForm.FormD => 0xc0,
        _ => 0xa0,
    };

    /// <summary>Whether the form can change a text that holds this code point.</summary>
    public bool IsUnstable(int codePoint) =>
        (_composes ? CanonicalForms.IsUnstable(codePoint) : CanonicalForms.IsMarkOrDecomposes(codePoint))
        || (_isCompatible && CompatibleForms.Find(codePoint) is not null);

    /// <summary>Whether a code point can act on what stands before it.</summary>
    public bool Joins(int codePoint) =>
        CanonicalForms.Joins(codePoint)
        || (_isCompatible && CompatibleForms.Find(codePoint) is { } parts && CanonicalForms.Joins(parts[0]));

    /// <summary>Appends the full decomposition.</summary>
    public void Decompose(int codePoint, List<int> target)
    {
        if (_isCompatible && CompatibleForms.Find(codePoint) is { } parts)
            target.AddRange(parts);
        else
            CanonicalForms.Decompose(codePoint, target);
    }
}
