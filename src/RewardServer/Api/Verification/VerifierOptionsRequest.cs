using RewardServer.Scoring.Verification;

namespace RewardServer.Api.Verification;

/// <summary>How answers are found and compared.</summary>
internal sealed class VerifierOptionsRequest
{
    /// <summary>How far the form of two equal answers may differ: <c>lenient</c>, <c>standard</c> or <c>strict</c>. Default: standard.</summary>
    /// <example>standard</example>
    public Strictness? Strictness { get; set; }

    /// <summary>A written decimal with at least so many significant digits equals what rounds to it; 0 compares exactly, at most 30. Default: 6.</summary>
    /// <example>6</example>
    public int? SignificantDigits { get; set; }

    /// <summary>Whether the answer must say at least what the reference answer says: its unit, percent sign and unknown. Default: false.</summary>
    /// <example>false</example>
    public bool? Asymmetric { get; set; }

    /// <summary>Where in a <c>response</c> the answer may be found: <c>boxed</c>, <c>final-answer</c>, <c>hashes</c>, <c>whole</c>, <c>last-formula</c>, <c>last-number</c>; always tried in this order. Default: all.</summary>
    /// <example>["boxed", "final-answer"]</example>
    public IReadOnlyList<string>? Extraction { get; set; }
}
