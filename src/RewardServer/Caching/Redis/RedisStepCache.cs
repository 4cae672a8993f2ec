using System.Buffers.Text;
using Microsoft.Extensions.Options;
using RewardServer.Telemetry;
using StackExchange.Redis;

namespace RewardServer.Caching.Redis;

/// <summary>Steps in Redis: one MGET a call, writes behind the callers' backs, and a miss for whatever goes wrong (docs/caching.md).</summary>
internal sealed class RedisStepCache : ISharedStepCache
{
    /// <summary>Keys of one MGET: Redis does nothing else meanwhile, so a huge call asks in several, in one round trip.</summary>
    private const int MaxKeys = 4096;

    private readonly RedisOptions _options;
    private readonly RedisHealth _health;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly StepValue _format;
    private readonly RedisConnection _connection;
    private readonly RedisGuard _reads;
    private readonly RedisWriter _writer;

    /// <summary>Begins to connect.</summary>
    public RedisStepCache(IOptions<RedisOptions> options, RedisHealth health, ServerMetrics metrics, TimeProvider time)
    {
        (_options, _health, _metrics, _time) = (options.Value, health, metrics, time);
        _format = new(_options.SecretVariable is { } variable ? Environment.GetEnvironmentVariable(variable) : null);
        _connection = new(_options, health, time);
        _reads = new(RedisConcern.Reading, _options.ReadTimeout, _options.BreakDuration, health, time);
        _writer = new(_options, _connection, WriteAsync, health, metrics, time);
    }

    /// <inheritdoc/>
    public async ValueTask<float[]?[]> FindAsync(IReadOnlyList<WantedStep> wanted, CancellationToken cancellationToken)
    {
        var rows = new float[]?[wanted.Count];
        if (_connection.Database is not { } database || _reads.IsOpen)
        {
            _metrics.SharedLookedUp("skipped", rows.Length);
            return rows;
        }
        RedisKey[] keys = [.. wanted.Select(step => KeyOf(step.Key))];
        var started = _time.GetTimestamp();
        var values = await _reads.TryAsync(() => GetAsync(database, keys), cancellationToken);
        _metrics.SharedAsked("read", _time.GetElapsedTime(started));
        if (values is null)
            _metrics.SharedLookedUp("error", rows.Length);
        else
            Open(wanted, values, rows);
        return rows;
    }

    /// <inheritdoc/>
    public void Store(in StepKey key, float[] row) => _writer.Add(key, row);

    /// <summary>Writes what waits, for as long as one write may take, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<RedisValue[]> GetAsync(IDatabaseAsync database, RedisKey[] keys)
    {
        if (keys.Length <= MaxKeys)
            return await database.StringGetAsync(keys);
        var parts = await Task.WhenAll(keys.Chunk(MaxKeys).Select(part => database.StringGetAsync(part)));
        return [.. parts.SelectMany(part => part)];
    }

    private void Open(IReadOnlyList<WantedStep> wanted, RedisValue[] values, float[]?[] rows)
    {
        var (hits, corrupt) = (0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (values[i].IsNull)
                continue;
            rows[i] = _format.Open(wanted[i].Key, ((ReadOnlyMemory<byte>)values[i]).Span, wanted[i].Numbers);
            if (rows[i] is null)
                corrupt++;
            else
                hits++;
        }
        _metrics.SharedLookedUp("hit", hits);
        _metrics.SharedLookedUp("corrupt", corrupt);
        _metrics.SharedLookedUp("miss", rows.Length - hits - corrupt);
        if (corrupt > 0)
            _health.Failed(RedisConcern.Values, "values that this server did not write were dropped");
        else if (hits > 0)
            _health.Works(RedisConcern.Values);
    }

    private async Task<object> WriteAsync(IReadOnlyList<(StepKey Key, float[] Row)> steps)
    {
        var batch = _connection.CreateBatch() ?? throw new InvalidOperationException("not connected");
        var written = new Task<bool>[steps.Count];
        for (var i = 0; i < written.Length; i++)
            written[i] = batch.StringSetAsync(KeyOf(steps[i].Key), _format.Seal(steps[i].Key, steps[i].Row), _options.TimeToLive);
        batch.Execute();
        return await Task.WhenAll(written);
    }

    private RedisKey KeyOf(in StepKey key)
    {
        Span<byte> bytes = stackalloc byte[32];
        key.Write(bytes);
        return _options.KeyPrefix + Base64Url.EncodeToString(bytes);
    }
}
