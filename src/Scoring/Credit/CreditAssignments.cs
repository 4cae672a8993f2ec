using System.Collections.Frozen;

namespace RewardServer.Scoring.Credit;

/// <summary>The credit assignments by name.</summary>
public static class CreditAssignments
{
    /// <summary>PURE: r = softmax(-s/T) s, returns are sums. As T falls to 0 the worst step bears everything.</summary>
    public const string MinForm = "min-form";

    /// <summary>Rewards are the scores; the return of a step is the minimum from it on.</summary>
    public const string StrictMin = "strict-min";

    /// <summary>Rewards are the scores; returns are discounted sums.</summary>
    public const string Sum = "sum";

    /// <summary>r_k = s_k - s_(k+1); the last step gets 0 and the one before it keeps its score. The sum is the first score.</summary>
    public const string Delta = "delta";

    /// <summary>Delta of clipped scores; needs <see cref="CreditOptions.Clip"/>.</summary>
    public const string ClipDelta = "clip-delta";

    /// <summary>Rewards are the scores and every step answers for itself.</summary>
    public const string None = "none";

    private static readonly FrozenDictionary<string, Func<CreditOptions, ICreditAssignment>> Factories =
        new Dictionary<string, Func<CreditOptions, ICreditAssignment>>
        {
            [MinForm] = options => new MinFormCredit(options.Temperature, options.Gamma),
            [StrictMin] = _ => new StrictMinCredit(),
            [Sum] = options => new SumCredit(Sum, options.Gamma),
            [Delta] = options => new DeltaCredit(Delta, options.Gamma),
            [ClipDelta] = options => new DeltaCredit(ClipDelta, options.Gamma),
            [None] = _ => new SumCredit(None, 0),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [MinForm, StrictMin, Sum, Delta, ClipDelta, None];

    /// <summary>
    /// Finds a credit assignment. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> on an unknown name or options that
    /// make no sense (whichever the method).
    /// </summary>
    public static ScoringResult<ICreditAssignment> Create(string name, CreditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        options ??= new CreditOptions();
        if (!Factories.TryGetValue(name, out var create))
            return Invalid($"There is no credit assignment '{name}'; known are {string.Join(", ", Names)}.");
        if (!(options.Temperature > 0) || !double.IsFinite(options.Temperature))
            return Invalid("The temperature of the credit assignment must be a finite number above 0.");
        if (!(options.Gamma is >= 0 and <= 1))
            return Invalid("Gamma must lie between 0 and 1.");
        if (options.Clip is { } clip && !double.IsFinite(clip))
            return Invalid("The clip threshold must be a finite number.");
        if (name == ClipDelta && options.Clip is null)
            return Invalid("clip-delta needs a clip threshold; set 'clip', or use delta.");

        var credit = create(options);
        return new(options.Clip is { } eta ? new ClippedCredit(credit, eta) : credit);
    }

    private static ScoringError Invalid(string message) => new(ScoringErrorCode.InvalidRequest, message);
}
