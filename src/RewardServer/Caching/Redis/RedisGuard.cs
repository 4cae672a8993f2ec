using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace RewardServer.Caching.Redis;

/// <summary>
/// Stands between the server and one kind of command: a timeout for each, and a breaker that leaves Redis alone for a while when half of
/// the commands of the last seconds failed. Nothing that goes wrong passes it.
/// </summary>
internal sealed class RedisGuard
{
    private const int BreakerThroughput = 4;
    private const double BreakerShare = 0.5;

    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(10);

    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly RedisConcern _concern;
    private readonly RedisHealth _health;
    private readonly TimeSpan _breakDuration;
    private readonly TimeProvider _time;
    private long _openedAt;

    /// <summary>Guards one kind of command.</summary>
    public RedisGuard(RedisConcern concern, TimeSpan timeout, TimeSpan breakDuration, RedisHealth health, TimeProvider time)
    {
        (_concern, _health, _breakDuration, _time) = (concern, health, breakDuration, time);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = BreakerShare,
                MinimumThroughput = BreakerThroughput,
                SamplingDuration = BreakerWindow,
                BreakDuration = breakDuration,
                StateProvider = _breaker,
                OnOpened = _ =>
                {
                    Volatile.Write(ref _openedAt, time.GetTimestamp());
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = timeout })
            .Build();
    }

    /// <summary>Whether nothing is sent now. The breaker itself would only notice that its time is over when something is sent.</summary>
    public bool IsOpen => _breaker.CircuitState == CircuitState.Open && _time.GetElapsedTime(Volatile.Read(ref _openedAt)) < _breakDuration;

    /// <summary>The command's answer, or null when it has none in time.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<T?> TryAsync<T>(Func<Task<T>> command, CancellationToken cancellationToken)
        where T : class
    {
        if (IsOpen)
            return null;
        try
        {
            var answer = await _pipeline.ExecuteAsync(async token => await Abandonable(command(), token), cancellationToken);
            _health.Works(_concern);
            return answer;
        }
        catch (BrokenCircuitException)
        {
            return null; // another tries whether Redis is back; why it was left alone has been told
        }
#pragma warning disable CA1031 // Redis is never on the failure path, whatever it or its client does.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _health.Failed(_concern, $"{_concern.ToString().ToLowerInvariant()}: {RedisFailure.Reason(exception)}");
            return null;
        }
    }

    private static Task<T> Abandonable<T>(Task<T> command, CancellationToken token)
    {
        // The client fails what was given up later on; somebody has to look.
        _ = command.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return command.WaitAsync(token);
    }
}
