using RewardServer.Caching;
using RewardServer.Dialects;
using RewardServer.Endpoints;
using RewardServer.Errors;
using RewardServer.Grpc;

namespace RewardServer.Hosting;

/// <summary>Builds the server.</summary>
internal static class ServerHost
{
    /// <summary>A server of this configuration, not started yet.</summary>
    /// <param name="configuration">Checked with <see cref="OptionsCheck"/>.</param>
    /// <param name="replace">Replaces parts; for tests.</param>
    public static WebApplication Build(IConfiguration configuration, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "rewardserver" });
        // Only what is documented configures the server, not whatever a host's environment happens to hold.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Services
            .AddScoring(configuration)
            .AddHosting()
            .AddHttpApi()
            .AddGrpcApi()
            .AddTelemetry();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        _ = app.Services.GetRequiredService<StepCache>(); // connects to Redis while models load
        // Errors are answered by the handler registered with the HTTP API.
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodeProblems();
        app.MapScore();
        app.MapPreferences();
        app.MapSelection();
        app.MapRewards();
        app.MapVerify();
        app.MapDialects();
        app.MapModels();
        app.MapReload();
        app.MapHealth();
        app.MapConsole();
        app.MapApiDocument();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapGrpcService<RewardGrpcService>();
        app.MapDialectServices();
        app.MapGrpcService<global::Grpc.HealthCheck.HealthServiceImpl>();
        app.MapGrpcReflectionService();
        return app;
    }
}
