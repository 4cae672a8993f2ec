using System.Diagnostics.CodeAnalysis;

namespace RewardServer.Scoring;

/// <summary>A value, or the reason why there is none.</summary>
/// <typeparam name="T">What success brings.</typeparam>
public readonly record struct ScoringResult<T>
    where T : notnull
{
    private readonly T? _value;

    /// <summary>A success.</summary>
    public ScoringResult(T value) => _value = value;

    /// <summary>A failure.</summary>
    public ScoringResult(ScoringError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>Why there is no value; null on success.</summary>
    public ScoringError? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value; throws <see cref="InvalidOperationException"/> on a failure.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException("There is no value: " + Error.Message);

    /// <summary>Gets the value or the error.</summary>
    /// <returns>Whether there is a value.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ScoringError? error)
    {
        value = _value;
        error = Error;
        return error is null;
    }

    /// <summary>A success.</summary>
    public static implicit operator ScoringResult<T>(T value) => new(value);

    /// <summary>A failure.</summary>
    public static implicit operator ScoringResult<T>(ScoringError error) => new(error);
}
