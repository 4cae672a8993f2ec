using Microsoft.Extensions.Options;
using RewardServer.Hosting;
using RewardServer.Telemetry;

namespace RewardServer.Health;

/// <summary>
/// Stops gently: not ready and refusing new calls first, while the ports are still open, then waiting for calls in flight. The
/// ports close after that.
/// </summary>
internal sealed class DrainService(
    ServerState state, Readiness readiness, IOptions<ServerOptions> options, TimeProvider time, ILogger<DrainService> logger) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        logger.Draining(state.InFlight);
        readiness.Stop();
        if (!await state.DrainAsync(options.Value.DrainTimeout, time))
            logger.DrainTimedOut(options.Value.DrainTimeout.TotalSeconds, state.InFlight);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
