using RewardServer.Caching;
using RewardServer.Caching.Redis;
using RewardServer.Dialects;
using RewardServer.Inference;
using RewardServer.Inference.Devices;
using RewardServer.Models;
using RewardServer.Models.Composition;
using RewardServer.Remote;

namespace RewardServer.Hosting;

/// <summary>Checks the whole configuration before anything starts and tells every error at once.</summary>
internal static class OptionsCheck
{
    private const string InferenceSection = "Inference";

    private static readonly string[] KnownSections =
    [
        ServerOptions.Section, ModelsOptions.Section, CacheOptions.Section, RedisOptions.Section, RewardsOptions.Section, InferenceSection, RemoteModels.Section,
        DialectOptions.Section, "Logging",
    ];

    /// <summary>Everything that is wrong, each with its key; empty when nothing is.</summary>
    public static IReadOnlyList<string> Errors(IConfiguration configuration)
    {
        var errors = new List<string>();
        foreach (var section in configuration.GetChildren().Where(section => !KnownSections.Contains(section.Key, StringComparer.OrdinalIgnoreCase)))
            errors.Add($"{section.Key}: there is no such section; known are {string.Join(", ", KnownSections)}");
        Check(Bind<ServerOptions>(configuration, ServerOptions.Section, errors), errors);
        Check(Bind<ModelsOptions>(configuration, ModelsOptions.Section, errors), errors);
        var cache = Bind<CacheOptions>(configuration, CacheOptions.Section, errors);
        Check(cache, errors);
        Check(Bind<RedisOptions>(configuration, RedisOptions.Section, errors), cache, errors);
        Check(Bind<InferenceOptions>(configuration, InferenceSection, errors), errors);
        foreach (var model in configuration.GetSection(RemoteModels.Section).GetChildren())
            errors.AddRange(Bind<RemoteOptions>(configuration, model.Path, errors).Problems().Select(problem => $"{model.Path}:{problem}"));
        foreach (var reward in configuration.GetSection(RewardsOptions.Section).GetChildren())
            errors.AddRange(RewardOptionsCheck.Errors(reward.Key, BindReward(configuration, reward, errors)));
        Check(Bind<DialectOptions>(configuration, DialectOptions.Section, errors), errors);
        return errors;
    }

    // Its components one by one: the binder tells of nested keys without their place.
    private static RewardOptions BindReward(IConfiguration configuration, IConfigurationSection reward, List<string> errors)
    {
        const string Components = nameof(RewardOptions.Components);
        var bound = Bind<RewardOptions>(configuration, reward.Path, errors, except: Components);
        foreach (var component in reward.GetSection(Components).GetChildren())
            bound.Components.Add(Bind<ComponentOptions>(configuration, component.Path, errors));
        return bound;
    }

    // Key by key: the binder stops at its first error.
    private static T Bind<T>(IConfiguration configuration, string name, List<string> errors, string? except = null)
        where T : new()
    {
        var bound = new T();
        foreach (var child in configuration.GetSection(name).GetChildren().Where(child => !string.Equals(child.Key, except, StringComparison.OrdinalIgnoreCase)))
        {
            var single = new ConfigurationBuilder().AddInMemoryCollection(child.AsEnumerable()).Build().GetSection(name);
            try
            {
                single.Bind(bound, binder => binder.ErrorOnUnknownConfiguration = true);
            }
            catch (InvalidOperationException exception)
            {
                var known = typeof(T).GetProperty(child.Key, System.Reflection.BindingFlags.IgnoreCase | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance);
                errors.Add(known is null
                    ? $"{child.Path}: there is no such option; known are {string.Join(", ", typeof(T).GetProperties().Select(property => property.Name))}"
                    : $"{child.Path}: '{child.Value}' is not a {(Nullable.GetUnderlyingType(known.PropertyType) ?? known.PropertyType).Name} ({exception.GetBaseException().Message})");
            }
        }
        return bound;
    }

    private static void Check(ServerOptions options, List<string> errors)
    {
        Require(ListenAddress.TryParse(options.Host, out _), "Server:Host (--host)", $"'{options.Host}' is neither an IP address nor localhost nor *", errors);
        Require(options.Port is >= 0 and <= 65535, "Server:Port (--port)", $"{options.Port} is not a port (0 to 65535)", errors);
        Require(options.GrpcPort is >= 0 and <= 65535, "Server:GrpcPort (--grpc-port)", $"{options.GrpcPort} is not a port (0 to 65535)", errors);
        Require(options.Port != options.GrpcPort || options.Port == 0, "Server:GrpcPort (--grpc-port)", "must differ from Server:Port: cleartext HTTP/2 needs a port of its own", errors);
        Require(options.MaxBodyBytes >= 1024, "Server:MaxBodyBytes", $"{options.MaxBodyBytes} is too little; at least 1024", errors);
        Require(options.MaxPendingTokens >= 1, "Server:MaxPendingTokens", $"{options.MaxPendingTokens} must be at least 1", errors);
        Require(options.InteractiveWeight is >= 1 and <= 1000, "Server:InteractiveWeight", $"{options.InteractiveWeight} must be from 1 to 1000", errors);
        Require(options.TrainWeight is >= 1 and <= 1000, "Server:TrainWeight", $"{options.TrainWeight} must be from 1 to 1000", errors);
        Require(options.DrainTimeout >= TimeSpan.Zero && options.DrainTimeout <= TimeSpan.FromHours(1), "Server:DrainTimeout", $"{options.DrainTimeout} must be from 0 to 1 hour", errors);
    }

    private static void Check(ModelsOptions options, List<string> errors)
    {
        Require(options.ImportPrecision is "fp32" or "int8", "Models:ImportPrecision", $"'{options.ImportPrecision}' must be fp32 or int8", errors);
        Require(options.Default is not "", "Models:Default", "must not be empty", errors);
        for (var i = 0; i < options.Paths.Count; i++)
            Require(Directory.Exists(options.Paths[i]), $"Models:Paths:{i} (--model)", $"the folder '{options.Paths[i]}' does not exist", errors);
        Require(options.Folder is null or "" || Directory.Exists(options.Folder), "Models:Folder (--models)", $"the folder '{options.Folder}' does not exist", errors);
    }

    private static void Check(CacheOptions options, List<string> errors) =>
        Require(options.MaxBytes >= 0, "Cache:MaxBytes", $"{options.MaxBytes} must not be negative", errors);

    private static void Check(RedisOptions options, CacheOptions cache, List<string> errors)
    {
        errors.AddRange(options.Problems().Select(problem => $"{RedisOptions.Section}:{problem}"));
        Require(string.IsNullOrEmpty(options.Address) || cache.MaxBytes > 0, "Cache:MaxBytes", "must be above 0 with Redis, which stands behind the cache in memory", errors);
    }

    private static void Check(InferenceOptions options, List<string> errors)
    {
        Require(options.Device == "auto" || DeviceRequest.TryParse(options.Device, out _), "Inference:Device (--device)", $"'{options.Device}' must be auto, cpu, cuda or cuda:i", errors);
        for (var i = 0; i < options.Devices.Count; i++)
            Require(options.Devices[i] == "auto" || DeviceRequest.TryParse(options.Devices[i], out _), $"Inference:Devices:{i}", $"'{options.Devices[i]}' must be auto, cpu, cuda or cuda:i", errors);
        Require(options.CpuEngines is >= 1 and <= 64, "Inference:CpuEngines", $"{options.CpuEngines} must be from 1 to 64", errors);
        Require(options.Threads is >= 0 and <= 1024, "Inference:Threads", $"{options.Threads} must be from 0 (one a processor) to 1024", errors);
        Require(options.MaxBatchTokens >= 1, "Inference:MaxBatchTokens", $"{options.MaxBatchTokens} must be at least 1", errors);
        Require(options.MaxBatchSequences >= 1, "Inference:MaxBatchSequences", $"{options.MaxBatchSequences} must be at least 1", errors);
        Require(options.PrefixCacheBytes >= 0, "Inference:PrefixCacheBytes", $"{options.PrefixCacheBytes} must not be negative (0 shares nothing)", errors);
        Require(options.CudaPluginLibrary is null || File.Exists(options.CudaPluginLibrary), "Inference:CudaPluginLibrary", $"the file '{options.CudaPluginLibrary}' does not exist", errors);
    }

    private static void Check(DialectOptions options, List<string> errors)
    {
        var known = string.Join(", ", AllDialects.Names);
        for (var i = 0; i < options.Off.Count; i++)
            Require(options.Off[i] == "*" || AllDialects.Names.Contains(options.Off[i], StringComparer.OrdinalIgnoreCase), $"Dialects:Off:{i}", $"there is no dialect '{options.Off[i]}'; known are {known}", errors);
        var targets = AllDialects.All.SelectMany(dialect => dialect.Routes, (dialect, route) => $"/{dialect.Name}{route.Path}").ToHashSet();
        foreach (var (path, target) in options.Paths)
        {
            Require(path.StartsWith('/') && !path.Contains('{', StringComparison.Ordinal), $"Dialects:Paths:{path}", "a path begins with / and has no {", errors);
            Require(targets.Contains(target), $"Dialects:Paths:{path}", $"there is no call '{target}'; give its path behind the dialect's prefix, as in /slime/reward", errors);
        }
        Require(options.Preferred is null || AllDialects.Names.Contains(options.Preferred, StringComparer.OrdinalIgnoreCase), "Dialects:Preferred", $"there is no dialect '{options.Preferred}'; known are {known}", errors);
    }

    private static void Require(bool holds, string key, string problem, List<string> errors)
    {
        if (!holds)
            errors.Add($"{key}: {problem}");
    }
}
