using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using RewardServer.Api;
using RewardServer.Batching;
using RewardServer.Caching;
using RewardServer.Dialects;
using RewardServer.Endpoints;
using RewardServer.Errors;
using RewardServer.Grpc;
using RewardServer.Health;
using RewardServer.Inference;
using RewardServer.Models;
using RewardServer.Models.Composition;
using RewardServer.Pipeline;
using RewardServer.Pipeline.Verification;
using RewardServer.Remote;
using RewardServer.Telemetry;

namespace RewardServer.Hosting;

/// <summary>Which parts a server is made of.</summary>
internal static class Composition
{
    /// <summary>Models and the pipeline: what a command needs that scores without a server.</summary>
    public static IServiceCollection AddScoring(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<ServerOptions>(configuration.GetSection(ServerOptions.Section));
        services.Configure<ModelsOptions>(configuration.GetSection(ModelsOptions.Section));
        services.Configure<RewardsOptions>(configuration.GetSection(RewardsOptions.Section));
        services.Configure<InferenceOptions>(configuration.GetSection("Inference"));
        services.Configure<RemoteModels>(configuration.GetSection(RemoteModels.Section));
        services.Configure<DialectOptions>(configuration.GetSection(DialectOptions.Section));
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<EngineLoader>(InferenceEngines.Load);
        services.AddSingleton<RemoteGeneratorFactory>();
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton<ModelEngineFactory>();
        services.AddSingleton<CheckpointCache>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<CompositeLoader>();
        services.AddSingleton<ModelLoader>();
        services.AddSingleton<ModelReloader>();
        services.AddStepCache(configuration);
        services.AddSingleton<AdmissionControl>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<PipelineTelemetry>();
        services.AddSingleton<ScoringPipeline>();
        services.AddSingleton<VerificationPipeline>();
        services.AddSingleton<ServerState>();
        services.AddSingleton<global::Grpc.HealthCheck.HealthServiceImpl>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<ScoreProbe>();
        return services;
    }

    /// <summary>Listening, starting and stopping.</summary>
    public static IServiceCollection AddHosting(this IServiceCollection services)
    {
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServerOptions>>((kestrel, server) => ListenAddress.Configure(kestrel, server.Value));
        // The drain has its own limit; what comes after it gets a little more.
        services.AddOptions<HostOptions>().Configure<IOptions<ServerOptions>>((host, server) => host.ShutdownTimeout = server.Value.DrainTimeout + TimeSpan.FromSeconds(10));
        services.AddSingleton<ServerFailure>();
        services.AddHostedService<DrainService>();
        services.AddHostedService<ModelLoadingService>();
        return services;
    }

    /// <summary>The JSON API.</summary>
    public static IServiceCollection AddHttpApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddSingleton<JsonCalls>();
        services.AddDialects();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddApiDocument();
        return services;
    }

    /// <summary>The gRPC API.</summary>
    public static IServiceCollection AddGrpcApi(this IServiceCollection services)
    {
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<ErrorInterceptor>();
            // The catch-all routes for unknown services would hide that a path does not take a method.
            grpc.IgnoreUnknownServices = true;
        });
        services.AddOptions<global::Grpc.AspNetCore.Server.GrpcServiceOptions>().Configure<IOptions<ServerOptions>>((grpc, server) => grpc.MaxReceiveMessageSize = server.Value.MaxBodyBytes);
        services.AddGrpcReflection();
        return services;
    }

    /// <summary>The metrics behind <c>/metrics</c>.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(ServerMetrics.MeterName, BatchingMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel")
            .AddPrometheusExporter());
        return services;
    }
}
