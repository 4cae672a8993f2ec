using RewardServer.Scoring;

namespace RewardServer.Errors;

/// <summary>A call fails as a whole with an error of the API; both transports turn it into their own form.</summary>
internal class ApiException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="code">What went wrong.</param>
    /// <param name="detail">What was wrong, where, and what to do.</param>
    /// <param name="errors">For invalid requests: JSON pointer to message.</param>
    /// <param name="retryAfter">For overload: when to try again.</param>
    public ApiException(
        ScoringErrorCode code,
        string detail,
        IReadOnlyDictionary<string, string>? errors = null,
        TimeSpan? retryAfter = null)
        : base(detail)
    {
        Code = code;
        Errors = errors;
        RetryAfter = retryAfter;
    }

    /// <summary>What went wrong.</summary>
    public ScoringErrorCode Code { get; }

    /// <summary>JSON pointer to message; null when the error has no place in the request.</summary>
    public IReadOnlyDictionary<string, string>? Errors { get; }

    /// <summary>When to try again; null when that would not help.</summary>
    public TimeSpan? RetryAfter { get; }
}
