using System.Diagnostics;
using System.Globalization;
using RewardServer.LoadTests.Load;

namespace RewardServer.LoadTests.Targets;

/// <summary>A server with a redis-server of its own behind it.</summary>
internal sealed class RedisTarget : ILoadTarget
{
    private readonly Process _redis;
    private readonly ILoadTarget _server;

    private RedisTarget(Process redis, ILoadTarget server) => (_redis, _server) = (redis, server);

    public IReadOnlyList<int> ProcessIds => [.. _server.ProcessIds, _redis.Id];

    /// <summary>Starts both.</summary>
    public static async Task<ILoadTarget> StartAsync(Func<IReadOnlyDictionary<string, string>, Task<ILoadTarget>> start, IReadOnlyDictionary<string, string> options)
    {
        var port = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        var redis = Process.Start(new ProcessStartInfo("redis-server", ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath(), "--loglevel", "warning"]))!;
        return new RedisTarget(redis, await start(new Dictionary<string, string>(options) { ["Redis:Address"] = "127.0.0.1:" + port }));
    }

    public Func<Task<Answer>> Prepare(LoadCall call) => _server.Prepare(call);

    public Reply Read(LoadCall call, Answer answer) => _server.Read(call, answer);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _redis.Kill();
        await _redis.WaitForExitAsync();
        _redis.Dispose();
    }
}
