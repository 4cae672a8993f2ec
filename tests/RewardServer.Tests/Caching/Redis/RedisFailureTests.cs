using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Caching.Redis;

/// <summary>
/// Redis that fails in every way: answers have the bits they have without it, calls wait no longer than configured, and the server says
/// what is wrong and stays ready.
/// </summary>
[Collection(SharedServer.Name)]
public sealed class RedisFailureTests(ServerFixture fixture)
{
    private const int Requests = 40;

    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(200);

    /// <summary>For computing and everything else on a busy machine; one call that waited for Redis' client instead would take 5 seconds.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private static readonly (string Key, string Value)[] Settings = [("Redis:ReadTimeout", "00:00:00.2"), ("Redis:WriteTimeout", "00:00:00.2"), ("Redis:BreakDuration", "00:00:00.5")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_redis_is_missed_by_nobody_and_used_again_when_it_is_back()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var server = await RedisServer.StartAsync(redis, Settings);
        await ScoresStayRightAsync(server, "before");
        await redis.KillAsync();
        await ScoresStayRightAsync(server, "killed");
        await RedisServer.WhenAsync(server, "degraded");
        await redis.StartAgainAsync();
        await RedisServer.WhenAsync(server, "ready");
        await WrittenAgainAsync(server, redis);
    }

    [Fact]
    public async Task Hung_redis_costs_no_more_than_the_budget()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var server = await RedisServer.StartAsync(redis, Settings);
        await redis.HangAsync();
        await ScoresStayRightAsync(server, "hung");
        Assert.Equal("degraded", (await RedisServer.HealthAsync(server)).Status);
        Assert.Contains("result=\"error\"", await server.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
        Assert.Contains("result=\"skipped\"", await server.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
        await redis.ResumeAsync();
        await WrittenAgainAsync(server, redis);
    }

    [Fact]
    public async Task Slow_redis_costs_no_more_than_the_budget()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var proxy = new SlowProxy(redis.Port);
        await using var server = await TestServer.StartAsync([("Redis:Address", $"127.0.0.1:{proxy.Port}"), .. Settings]);
        await RedisServer.WhenAsync(server, "ready");
        proxy.Delay = TimeSpan.FromSeconds(1);
        await ScoresStayRightAsync(server, "slow");
        Assert.Equal("degraded", (await RedisServer.HealthAsync(server)).Status);
    }

    [Fact]
    public async Task Full_redis_is_read_and_not_written()
    {
        await using var redis = await RedisProcess.StartAsync("--maxmemory", "100kb", "--maxmemory-policy", "noeviction");
        await using var server = await RedisServer.StartAsync(redis, Settings);
        await ScoresStayRightAsync(server, "full");
        await RedisServer.WhenAsync(server, "degraded");
        Assert.Contains("writing: refused: OOM", (await RedisServer.HealthAsync(server)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_starts_without_redis_and_uses_it_when_it_comes()
    {
        await using var redis = RedisProcess.NotStarted();
        await using var server = await TestServer.StartAsync([redis.Setting, .. Settings]);
        await ScoresStayRightAsync(server, "absent");
        await RedisServer.WhenAsync(server, "degraded");
        await redis.StartAgainAsync();
        await RedisServer.WhenAsync(server, "ready");
        await WrittenAgainAsync(server, redis);
    }

    [Fact]
    public async Task Wrong_password_and_missing_rights_are_told_and_harm_nothing()
    {
        Environment.SetEnvironmentVariable("REWARD_TEST_WRONG", "wrong");
        await using var redis = await RedisProcess.StartAsync("--requirepass", "right", "--user", "reader", "on", ">wrong", "~*", "resetchannels", "-@all", "+ping", "+echo");
        await using (var server = await TestServer.StartAsync([redis.Setting, ("Redis:PasswordVariable", "REWARD_TEST_WRONG"), .. Settings]))
        {
            await ScoresStayRightAsync(server, "password");
            await RedisServer.WhenAsync(server, "degraded");
            Assert.DoesNotContain(server.Log.All, line => line.Contains("wrong", StringComparison.Ordinal));
        }
        await using (var server = await TestServer.StartAsync([redis.Setting, ("Redis:User", "reader"), ("Redis:PasswordVariable", "REWARD_TEST_WRONG"), .. Settings]))
        {
            await RedisServer.WhenAsync(server, "ready");
            await ScoresStayRightAsync(server, "rights");
            Assert.Contains("refused: NOPERM", (await RedisServer.HealthAsync(server)).Detail, StringComparison.Ordinal);
        }
    }

    /// <summary>New requests one after the other: the bits of a server without Redis, and the 99th percentile within the budget.</summary>
    private async Task ScoresStayRightAsync(TestServer server, string name)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Requests; i++)
        {
            var body = Bodies.Of($"{name} {i}", "a step", "another").ToJsonString();
            var started = TimeProvider.System.GetTimestamp();
            var answer = await server.ScoreAsync(body);
            times.Add(TimeProvider.System.GetElapsedTime(started));
            Assert.Equal(Bodies.Bits((await fixture.Server.ScoreAsync(body))["results"]![0]!), Bodies.Bits(answer["results"]![0]!));
        }
        times.Sort();
        Assert.InRange(times[(int)Math.Ceiling(0.99 * Requests) - 1], TimeSpan.Zero, Budget + Slack);
    }

    /// <summary>What is scored now reaches Redis in the end.</summary>
    private static async Task WrittenAgainAsync(TestServer server, RedisProcess redis)
    {
        await redis.WithAsync(async (_, admin) => { await admin.FlushAllDatabasesAsync(); return true; });
        var i = 0;
        await redis.WithAsync(async (_, admin) =>
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    await server.ScoreAsync(Bodies.Of($"again {i++}", "a step").ToJsonString());
                    return await admin.DatabaseSizeAsync() > 0;
                },
                "what is scored is written again");
            return true;
        });
    }
}
