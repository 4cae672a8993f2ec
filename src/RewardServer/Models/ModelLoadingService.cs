using System.Diagnostics;
using RewardServer.Health;
using RewardServer.Hosting;
using RewardServer.Telemetry;

namespace RewardServer.Models;

/// <summary>Loads the models while the ports are open already and say "not ready"; a model that cannot be served ends the program.</summary>
internal sealed class ModelLoadingService(
    ModelLoader loader, Readiness readiness, ServerFailure failure, TimeProvider time, ILogger<ModelLoadingService> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Load(stoppingToken), stoppingToken);

    private void Load(CancellationToken stoppingToken)
    {
        try
        {
            loader.LoadAll(readiness, stoppingToken);
            readiness.Complete();
            using var process = Process.GetCurrentProcess();
            logger.ServerReady((time.GetUtcNow() - process.StartTime.ToUniversalTime()).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server was stopped while it was loading: there is nothing to say.
        }
        catch (ModelLoadException exception)
        {
            failure.Stop(exception.Message);
        }
        catch (Exception exception)
        {
            logger.LoadingFailed(exception);
            failure.Stop("the models could not be loaded: " + exception.Message);
        }
    }
}
