using Microsoft.Extensions.Logging.Console;
using RewardServer.Caching;
using RewardServer.Health;
using RewardServer.Hosting;
using RewardServer.Models;

namespace RewardServer.Commands;

/// <summary>The server's pipeline without the server: models loaded in this process, warnings on standard error.</summary>
internal static class OfflineScoring
{
    /// <summary>Builds it and loads the models.</summary>
    /// <exception cref="ModelLoadException">A model cannot be loaded.</exception>
    public static ServiceProvider Start(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var provider = Create(configuration);
        _ = provider.GetRequiredService<StepCache>(); // connects to Redis while models load
        provider.GetRequiredService<ModelLoader>().LoadAll(provider.GetRequiredService<Readiness>(), cancellationToken);
        return provider;
    }

    /// <summary>Builds it.</summary>
    public static ServiceProvider Create(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole());
        services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return services.AddScoring(configuration).BuildServiceProvider();
    }
}
