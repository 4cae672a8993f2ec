namespace RewardServer.Scoring.Verification;

/// <summary>How far the form of two equal answers may differ.</summary>
public enum Strictness
{
    /// <summary>As standard, and brackets and the order of a list do not matter.</summary>
    Lenient,

    /// <summary>
    /// Units, percent signs, money signs and a leading <c>x =</c> may be missing on one side; a list without brackets is ordered; a set
    /// is not; a rounded decimal is right when it has enough digits.
    /// </summary>
    Standard,

    /// <summary>
    /// The same value in the same form: units, percent signs, the unknown's name and the kind of brackets must agree, decimals are exact,
    /// fractions are in lowest terms, and expressions agree wherever either has a value.
    /// </summary>
    Strict,
}
