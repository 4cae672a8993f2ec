using RewardServer.Dialects.KServe;
using RewardServer.Dialects.KServe.Grpc;
using RewardServer.Dialects.Tei;
using RewardServer.Dialects.Tei.Grpc;

namespace RewardServer.Dialects;

/// <summary>Maps the calls of every dialect that is spoken: behind its prefix, and at the root.</summary>
internal static class DialectEndpoints
{
    /// <summary>Root paths where the API's own call answers, and asks the router itself when a body is none of its own.</summary>
    public static IReadOnlyList<string> NativePaths { get; } = ["/v1/score"];

    /// <summary>Registers what dialects need.</summary>
    public static IServiceCollection AddDialects(this IServiceCollection services)
    {
        services.AddSingleton<DialectModels>();
        services.AddSingleton<DialectServices>();
        services.AddSingleton<DialectRouter>();
        services.AddSingleton<TeiInfo>();
        return services;
    }

    /// <summary>Maps them.</summary>
    public static void MapDialects(this WebApplication app)
    {
        var router = app.Services.GetRequiredService<DialectRouter>();
        foreach (var spoken in router.Routes)
            Map(app, router, spoken.PrefixedPath, spoken.Route.Methods, [spoken]);
        var shared = router.Routes.Where(spoken => router.IsAtRoot(spoken) && !NativePaths.Contains(spoken.Route.Path))
            .SelectMany(spoken => spoken.Route.Methods, (spoken, method) => (spoken, method))
            .GroupBy(entry => (entry.spoken.Route.Path, entry.method), entry => entry.spoken);
        foreach (var group in shared)
            Map(app, router, group.Key.Path, [group.Key.method], [.. group]);
        app.MapDialectCommons();
        foreach (var (path, target) in router.Options.Paths)
        {
            foreach (var spoken in router.Routes.Where(spoken => spoken.PrefixedPath == target))
                Map(app, router, path, spoken.Route.Methods, [spoken]);
        }
    }

    /// <summary>Maps the gRPC services of the dialects that have some.</summary>
    public static void MapDialectServices(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<DialectRouter>().Options;
        if (options.Speaks(KServeDialect.Key))
            app.MapGrpcService<InferenceGrpcService>();
        if (!options.Speaks(TeiDialect.Key))
            return;
        app.MapGrpcService<TeiInfoService>();
        app.MapGrpcService<TeiPredictService>();
        app.MapGrpcService<TeiRerankService>();
        app.MapGrpcService<TeiTokenizeService>();
    }

    private static void Map(IEndpointRouteBuilder endpoints, DialectRouter router, string path, IReadOnlyList<string> methods, SpokenRoute[] candidates)
    {
        Delegate handle = (HttpContext http) => router.HandleAsync(http, candidates);
        var endpoint = endpoints.MapMethods(path, methods, handle)
            .WithMetadata(new DialectEndpoint(candidates[0].Dialect))
            .WithTags(candidates.Length == 1 ? candidates[0].Dialect.Title : "Shared paths")
            .WithSummary(string.Join("; or ", candidates.Select(candidate => candidate.Route.Summary)))
            .WithDescription(candidates.Length == 1
                ? candidates[0].Route.Description ?? ""
                : "The body's fields say which API is meant: "
                    + string.Join("; ", candidates.Select(candidate => $"{string.Join(" or ", candidate.Route.Keys.Select(key => $"`{key}`"))}: {candidate.Dialect.Title} (always at `{candidate.PrefixedPath}`)")) + ".");
        Describe(endpoint, candidates);
    }

    private static void Describe(RouteHandlerBuilder endpoint, SpokenRoute[] candidates)
    {
        var route = candidates[0].Route;
        if (candidates.Length == 1 && route.Request is { } request && !route.TakesAnyMediaType)
            endpoint.Accepts(request, "application/json");
        else if (!candidates.Any(candidate => candidate.Route.TakesAnyMediaType) && candidates.Any(candidate => candidate.Route.Request is not null))
            endpoint.Accepts<object>("application/json");
        if (candidates.Length == 1 && route.Reply is { } reply)
            endpoint.Produces(StatusCodes.Status200OK, reply, "application/json");
        else
            endpoint.Produces(StatusCodes.Status200OK);
    }
}
