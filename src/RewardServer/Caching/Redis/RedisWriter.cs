using System.Threading.Channels;
using RewardServer.Telemetry;

namespace RewardServer.Caching.Redis;

/// <summary>
/// Writes steps behind the callers' backs: what has come together while the last write was under way goes out as one pipeline. A bounded
/// number waits; when Redis does not keep up, steps are dropped and counted.
/// </summary>
internal sealed class RedisWriter : IAsyncDisposable
{
    private const int MaxSteps = 1024;

    private readonly RedisOptions _options;
    private readonly RedisConnection _connection;
    private readonly Func<IReadOnlyList<(StepKey Key, float[] Row)>, Task<object>> _write;
    private readonly RedisGuard _guard;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Channel<(StepKey Key, float[] Row)> _waiting;
    private readonly Task _loop;

    /// <summary>Starts the loop.</summary>
    public RedisWriter(
        RedisOptions options,
        RedisConnection connection,
        Func<IReadOnlyList<(StepKey Key, float[] Row)>, Task<object>> write,
        RedisHealth health,
        ServerMetrics metrics,
        TimeProvider time)
    {
        (_options, _connection, _write, _metrics, _time) = (options, connection, write, metrics, time);
        _guard = new(RedisConcern.Writing, options.WriteTimeout, options.BreakDuration, health, time);
        _waiting = Channel.CreateBounded<(StepKey, float[])>(new BoundedChannelOptions(options.MaxPendingWrites)
        {
            SingleReader = true,
            AllowSynchronousContinuations = false,
            FullMode = BoundedChannelFullMode.Wait,
        });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Notes a step to be written; never waits.</summary>
    public void Add(in StepKey key, float[] row)
    {
        if (StepValue.Size(row.Length) > _options.MaxValueBytes)
            _metrics.SharedStored("oversized", 1);
        else if (_guard.IsOpen || _connection.Database is null)
            _metrics.SharedStored("skipped", 1);
        else if (!_waiting.Writer.TryWrite((key, row)))
            _metrics.SharedStored("dropped", 1);
    }

    /// <summary>Takes nothing more, and gives what waits the time of one write.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.WaitAsync(_options.WriteTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        var steps = new List<(StepKey Key, float[] Row)>(MaxSteps);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (steps.Count < MaxSteps && _waiting.Reader.TryRead(out var step))
                steps.Add(step);
            var started = _time.GetTimestamp();
            var written = await _guard.TryAsync(() => _write(steps), CancellationToken.None);
            _metrics.SharedAsked("write", _time.GetElapsedTime(started));
            _metrics.SharedStored(written is null ? "error" : "written", steps.Count);
            steps.Clear();
        }
    }
}
