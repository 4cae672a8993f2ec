using System.Text.Json.Nodes;

namespace RewardServer.Tests.Support;

/// <summary>A server with Redis behind it.</summary>
internal static class RedisServer
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts one and waits until it is connected.</summary>
    public static async Task<TestServer> StartAsync(RedisProcess redis, params (string Key, string Value)[] settings)
    {
        var server = await TestServer.StartAsync([redis.Setting, .. settings]);
        await WhenAsync(server, "ready");
        return server;
    }

    /// <summary>Waits until the health report says so of Redis.</summary>
    public static Task WhenAsync(TestServer server, string status) =>
        Eventually.HoldsAsync(async () => (await HealthAsync(server)).Status == status, $"Redis is {status}");

    /// <summary>What the health report says of Redis.</summary>
    public static async Task<(string Status, string? Detail)> HealthAsync(TestServer server)
    {
        var report = JsonNode.Parse(await server.Http.GetStringAsync("/health/ready", Cancel))!;
        Assert.Equal("ready", report["status"]!.GetValue<string>());
        var part = Assert.Single(report["parts"]!.AsArray(), part => part!["name"]!.GetValue<string>() == "cache:redis")!;
        return (part["status"]!.GetValue<string>(), part["detail"]?.GetValue<string>());
    }

    /// <summary>The cache state of an answer, whose scores must have the bits that a server without Redis computes.</summary>
    public static async Task<string> CacheAsync(TestServer server, TestServer without, string body)
    {
        var (result, expected) = ((await server.ScoreAsync(body))["results"]![0]!, (await without.ScoreAsync(body))["results"]![0]!);
        Assert.Equal(Bodies.Bits(expected), Bodies.Bits(result));
        return result["cache"]!.GetValue<string>();
    }
}
