using RewardServer.LoadTests.Runs;

namespace RewardServer.LoadTests.Targets;

/// <summary>Starts the servers of a scenario.</summary>
internal static class LoadTargets
{
    /// <summary>The server of a variant.</summary>
    public static async Task<ILoadTarget> StartAsync(string model, ScenarioVariant variant)
    {
        if (variant.Baseline is { } dataType)
        {
            var shape = ModelShape.Find(model);
            return await BaselineTarget.StartAsync(shape.Checkpoint, shape.Import("fp32"), dataType, variant.BaselineBatch);
        }
        var folder = model == "bundled" ? TestModels.Bundled() : ModelShape.Find(model).Import(variant.Precision);
        if (variant.Redis)
            return await RedisTarget.StartAsync(options => StartAsync(folder, variant, options), variant.Options);
        return await StartAsync(folder, variant, variant.Options);
    }

    private static async Task<ILoadTarget> StartAsync(string folder, ScenarioVariant variant, IReadOnlyDictionary<string, string> options)
    {
        var server = await ServerProcess.StartAsync(folder, options);
        return variant.Grpc ? new GrpcTarget(server) : new HttpTarget(server);
    }
}
