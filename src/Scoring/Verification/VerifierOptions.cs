namespace RewardServer.Scoring.Verification;

/// <summary>How answers are found and compared.</summary>
public sealed record VerifierOptions
{
    /// <summary>The largest <see cref="SignificantDigits"/>.</summary>
    public const int MaxSignificantDigits = 30;

    /// <summary>The largest <see cref="WorkLimit"/>: ten times the default.</summary>
    public const int MaxWorkLimit = 10 * DefaultWorkLimit;

    private const int DefaultWorkLimit = 100_000;

    /// <summary>The options when nothing is said.</summary>
    public static VerifierOptions Default { get; } = new();

    /// <summary>How far the form of two equal answers may differ.</summary>
    /// <value>The default is <see cref="Strictness.Standard"/>.</value>
    public Strictness Strictness { get; init; } = Strictness.Standard;

    /// <summary>
    /// A written decimal with at least so many significant digits is equal to every value that rounds to it; 0 compares exactly.
    /// Not used when strict.
    /// </summary>
    /// <value>The default is 6: 0.333333 is 1/3, 0.333 is not.</value>
    public int SignificantDigits { get; init; } = 6;

    /// <summary>
    /// Whether the answer must say at least what the reference answer says: its unit, its percent sign, its unknown. What the
    /// answer says beyond the reference answer is accepted as ever. False treats both sides alike.
    /// </summary>
    /// <value>The default is false.</value>
    public bool IsAsymmetric { get; init; }

    /// <summary>Where in a response an answer may be found.</summary>
    /// <value>The default is every rule.</value>
    public ExtractionRules Extraction { get; init; } = ExtractionRules.All;

    /// <summary>Steps of work one comparison may take; behind it the verdict is unverifiable. A count, so that it is the same on every machine.</summary>
    /// <value>The default is 100,000, which is milliseconds.</value>
    public int WorkLimit { get; init; } = DefaultWorkLimit;

    /// <summary>What is out of range, naming the field; null when all is well.</summary>
    public string? Problem() => this switch
    {
        { SignificantDigits: < 0 or > MaxSignificantDigits } => $"significant_digits is {SignificantDigits}; it must be from 0 (exact) to {MaxSignificantDigits}.",
        { WorkLimit: < 1 or > MaxWorkLimit } => $"work_limit is {WorkLimit}; it must be from 1 to {MaxWorkLimit}.",
        { Extraction: ExtractionRules.None } => "extraction names no rule; an answer could never be found.",
        _ => null,
    };
}
