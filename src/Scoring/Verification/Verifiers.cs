using System.Collections.Frozen;

namespace RewardServer.Scoring.Verification;

/// <summary>The rule verifiers by name.</summary>
public static class Verifiers
{
    /// <summary>Equality of mathematical answers.</summary>
    public const string Math = "math";

    private static readonly FrozenDictionary<string, Func<VerifierOptions, IVerifier>> Factories =
        new Dictionary<string, Func<VerifierOptions, IVerifier>>
        {
            [Math] = options => new MathVerifier(options),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [Math];

    /// <summary>
    /// Finds a verifier. Fails with <see cref="ScoringErrorCode.InvalidRequest"/> on an unknown name or an option out of range.
    /// </summary>
    public static ScoringResult<IVerifier> Create(string name, VerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        options ??= VerifierOptions.Default;
        if (!Factories.TryGetValue(name, out var create))
            return new ScoringError(ScoringErrorCode.InvalidRequest, $"There is no verifier '{name}'; known are {string.Join(", ", Names)}.");
        if (options.Problem() is { } problem)
            return new ScoringError(ScoringErrorCode.InvalidRequest, problem);
        return new(create(options));
    }

    /// <summary>Mathematical equality as a relation between any two answers, for grouping; for one call and one thread.</summary>
    public static IAnswerEquivalence CreateEquivalence(VerifierOptions? options = null) => new MathEquivalence(options ?? VerifierOptions.Default);
}
