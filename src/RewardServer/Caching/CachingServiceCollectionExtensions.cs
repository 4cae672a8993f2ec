using RewardServer.Caching.Redis;

namespace RewardServer.Caching;

/// <summary>The step cache as a part of the server.</summary>
internal static class CachingServiceCollectionExtensions
{
    /// <summary>Memory, and Redis behind it when section <c>Redis</c> has an address.</summary>
    public static IServiceCollection AddStepCache(this IServiceCollection services, IConfiguration configuration)
    {
        var redis = configuration.GetSection(RedisOptions.Section);
        services.Configure<CacheOptions>(configuration.GetSection(CacheOptions.Section));
        services.Configure<RedisOptions>(redis);
        services.AddSingleton<MemoryStepCache>();
        services.AddSingleton<StepFlights>();
        if (!string.IsNullOrEmpty(redis[nameof(RedisOptions.Address)]))
        {
            services.AddSingleton<RedisHealth>();
            services.AddSingleton<ISharedStepCache, RedisStepCache>();
        }
        services.AddSingleton<StepCache>(provider => new(provider.GetRequiredService<MemoryStepCache>(), provider.GetRequiredService<StepFlights>(), provider.GetService<ISharedStepCache>()));
        return services;
    }
}
