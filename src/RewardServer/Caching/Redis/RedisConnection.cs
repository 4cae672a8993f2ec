using StackExchange.Redis;

namespace RewardServer.Caching.Redis;

/// <summary>One connection, made in the background and made again whenever it is lost; nobody waits for it.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly RedisOptions _options;
    private readonly RedisHealth _health;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _connecting;
    private volatile ConnectionMultiplexer? _multiplexer;

    /// <summary>Begins to connect.</summary>
    public RedisConnection(RedisOptions options, RedisHealth health, TimeProvider time)
    {
        (_options, _health, _time) = (options, health, time);
        health.Connecting();
        _connecting = Task.Run(ConnectAsync);
    }

    /// <summary>The database, or null while there is no connection.</summary>
    public IDatabaseAsync? Database => _multiplexer is { IsConnected: true } multiplexer ? multiplexer.GetDatabase() : null;

    /// <summary>A new pipeline of commands, or null while there is no connection.</summary>
    public IBatch? CreateBatch() => _multiplexer is { IsConnected: true } multiplexer ? multiplexer.GetDatabase().CreateBatch() : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _connecting;
        if (_multiplexer is { } multiplexer)
            await multiplexer.DisposeAsync();
        _stopped.Dispose();
    }

    private async Task ConnectAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                // Returns also when Redis is not there: it goes on trying by itself.
                var multiplexer = await ConnectionMultiplexer.ConnectAsync(Configure());
                multiplexer.ConnectionFailed += (_, failure) => Lost(failure);
                multiplexer.ConnectionRestored += (_, _) => Tell(multiplexer);
                _multiplexer = multiplexer;
                Tell(multiplexer);
                return;
            }
#pragma warning disable CA1031 // Whatever is wrong with Redis is not to stop the server.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _health.Failed(RedisConcern.Connection, "not connected: " + RedisFailure.Reason(exception));
            }
            await Task.Delay(RetryDelay, _time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(ConnectionMultiplexer multiplexer)
    {
        if (multiplexer.IsConnected)
            _health.Connected();
        else
            _health.Failed(RedisConcern.Connection, "not connected");
    }

    private void Lost(ConnectionFailedEventArgs failure)
    {
        if (!_stopped.IsCancellationRequested && failure.ConnectionType == ConnectionType.Interactive)
            _health.Failed(RedisConcern.Connection, "not connected: " + RedisFailure.Reason(failure));
    }

    private ConfigurationOptions Configure()
    {
        var configuration = new ConfigurationOptions
        {
            EndPoints = _options.Endpoints()!,
            ClientName = "rewardserver",
            User = _options.User,
            Password = _options.PasswordVariable is { } variable ? Environment.GetEnvironmentVariable(variable) : null,
            DefaultDatabase = _options.Database,
            ServiceName = _options.SentinelPrimary,
            Ssl = _options.Tls,
            SslHost = _options.TlsHost,
            AbortOnConnectFail = false,
            ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds,
            // What cannot be sent now is a miss now, and never waits for a connection.
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry((int)RetryDelay.TotalMilliseconds),
        };
        if (_options.TlsAuthority is { } authority)
            configuration.TrustIssuer(authority);
        return configuration;
    }
}
