using System.Globalization;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Endpoints;

/// <summary>The caller's deadline over HTTP: header <c>X-Request-Timeout-Ms</c>.</summary>
internal static class RequestTimeout
{
    /// <summary>The header's name.</summary>
    public const string Header = "X-Request-Timeout-Ms";

    private const int MaxMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>The time from arrival within which the caller wants the answer; null when it does not say.</summary>
    /// <exception cref="ApiException">The header is no whole number of milliseconds from 1 to a day.</exception>
    public static TimeSpan? Of(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var value))
            return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and <= MaxMilliseconds)
            return TimeSpan.FromMilliseconds(milliseconds);
        throw new ApiException(ScoringErrorCode.InvalidRequest, $"the header {Header} must be a whole number of milliseconds from 1 to {MaxMilliseconds}");
    }
}
