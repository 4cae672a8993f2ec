using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace RewardServer.Remote;

/// <summary>
/// What is tried again, when, and when nothing is tried. Only what certainly was not computed is repeated: a connection that was never
/// made, and an answer 429 or 503. A text that may have been generated may have been paid for, and is not asked for twice (ADR 0056).
/// </summary>
internal static class RemoteResilience
{
    /// <summary>The longest that a remote server may ask to wait; beyond it the caller is told.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(30);

    // The breaker opens when of at least so many attempts within the window half failed.
    private const int BreakerThroughput = 8;
    private const double BreakerShare = 0.5;

    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Retry around hedging around the breaker around one attempt's timeout.</summary>
    public static ResiliencePipeline<RemoteAnswer> Create(RemoteOptions options, TimeProvider time)
    {
        var pipeline = new ResiliencePipelineBuilder<RemoteAnswer> { TimeProvider = time };
        if (options.MaxAttempts > 1)
            pipeline.AddRetry(Retry(options));
        if (options.HedgeAfter is { } delay)
            pipeline.AddHedging(new HedgingStrategyOptions<RemoteAnswer> { MaxHedgedAttempts = 1, Delay = delay, ShouldHandle = static _ => ValueTask.FromResult(false) });
        return pipeline.AddCircuitBreaker(Breaker(options)).AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout }).Build();
    }

    private static RetryStrategyOptions<RemoteAnswer> Retry(RemoteOptions options) => new()
    {
        MaxRetryAttempts = options.MaxAttempts - 1,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = FirstDelay,
        MaxDelay = MaxRetryAfter,
        ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome switch
        {
            { Exception: HttpRequestException failure } => NeverArrived(failure),
            { Result: { IsRefusal: true } answer } => answer.RetryAfter is null || answer.RetryAfter <= MaxRetryAfter,
            _ => false,
        }),
        DelayGenerator = static outcome => ValueTask.FromResult(outcome.Outcome.Result?.RetryAfter),
    };

    private static CircuitBreakerStrategyOptions<RemoteAnswer> Breaker(RemoteOptions options) => new()
    {
        FailureRatio = BreakerShare,
        MinimumThroughput = BreakerThroughput,
        SamplingDuration = BreakerWindow,
        BreakDuration = options.BreakDuration,
        ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome switch
        {
            { Exception: HttpRequestException or TimeoutRejectedException } => true,
            { Result.IsFailure: true } => true,
            _ => false,
        }),
    };

    private static bool NeverArrived(HttpRequestException failure) => failure.HttpRequestError is
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
}
