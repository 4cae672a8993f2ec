using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;
using StackExchange.Redis;

namespace RewardServer.Tests.Caching.Redis;

/// <summary>Redis as the second level of the cache, with a redis-server that works.</summary>
[Collection(SharedServer.Name)]
public sealed class RedisTests(ServerFixture fixture)
{
    private const string Body = """{"trajectories":[{"problem":"What is 20 + 3?","steps":["20 + 3 = 23","So it is 23.","The answer is 23."]}]}""";

    /// <summary>Time enough on a busy machine: these tests are not about being late.</summary>
    private static readonly (string Key, string Value)[] Patient = [("Redis:ReadTimeout", "00:00:20"), ("Redis:WriteTimeout", "00:00:20")];

    [Fact]
    public async Task Restarted_server_answers_from_redis()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using (var first = await RedisServer.StartAsync(redis, Patient))
            Assert.Equal("miss", await CacheAsync(first));
        await redis.WhenKeysAsync(3);
        await using var second = await RedisServer.StartAsync(redis, Patient);
        Assert.Equal("hit", await CacheAsync(second));
        // From memory now, though Redis has forgotten it.
        await redis.WithAsync(async (_, server) => { await server.FlushAllDatabasesAsync(); return true; });
        Assert.Equal("hit", await CacheAsync(second));
    }

    [Fact]
    public async Task Two_servers_share_and_a_longer_trajectory_finds_its_first_steps()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var first = await RedisServer.StartAsync(redis, Patient);
        await using var second = await RedisServer.StartAsync(redis, Patient);
        Assert.Equal("miss", await CacheAsync(first));
        await redis.WhenKeysAsync(3);
        Assert.Equal("hit", await CacheAsync(second));
        var longer = JsonNode.Parse(Body)!;
        longer["trajectories"]![0]!["steps"]!.AsArray().Add("More.");
        Assert.Equal("partial", await CacheAsync(second, longer.ToJsonString()));
        await redis.WhenKeysAsync(4);
        Assert.Equal("hit", await CacheAsync(first, longer.ToJsonString()));
    }

    [Fact]
    public async Task One_call_is_one_mget()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var server = await RedisServer.StartAsync(redis, Patient);
        var body = new JsonObject { ["trajectories"] = new JsonArray([.. Enumerable.Range(0, 20).Select(i => Bodies.Trajectory($"p{i}", "a", "b", "c"))]) };
        await server.ScoreAsync(body.ToJsonString());
        await redis.WhenKeysAsync(60);
        Assert.Equal((1, 60), await CountAsync(redis));
        await server.ScoreAsync(body.ToJsonString());
        Assert.Equal((1, 60), await CountAsync(redis));
    }

    [Fact]
    public async Task Values_live_as_long_as_configured_under_the_configured_prefix()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var server = await RedisServer.StartAsync(redis, [.. Patient, ("Redis:TimeToLive", "00:10:00"), ("Redis:KeyPrefix", "mine:")]);
        await CacheAsync(server);
        await redis.WhenKeysAsync(3);
        var lifetimes = await redis.WithAsync(async (database, admin) =>
        {
            var keys = await admin.KeysAsync(pattern: "mine:*").ToListAsync(TestContext.Current.CancellationToken);
            return await Task.WhenAll(keys.Select(key => database.KeyTimeToLiveAsync(key)));
        });
        Assert.Equal(3, lifetimes.Length);
        Assert.All(lifetimes, left => Assert.InRange(left!.Value, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task Flushed_redis_is_filled_again()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using (var first = await RedisServer.StartAsync(redis, Patient))
            await CacheAsync(first);
        await redis.WhenKeysAsync(3);
        await redis.WithAsync(async (_, server) => { await server.FlushAllDatabasesAsync(); return true; });
        await using var second = await RedisServer.StartAsync(redis, Patient);
        Assert.Equal("miss", await CacheAsync(second));
        await redis.WhenKeysAsync(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Poisoned_values_are_dropped_counted_and_written_anew(bool isText)
    {
        await using var redis = await RedisProcess.StartAsync();
        await using (var first = await RedisServer.StartAsync(redis, Patient))
            await CacheAsync(first);
        await redis.WhenKeysAsync(3);
        // One step's value under every key: the right form, at the wrong place, for two of them. Or text. And a list in place of the last.
        await redis.WithAsync(async (database, server) =>
        {
            RedisKey[] keys = [.. server.Keys()];
            var value = await database.StringGetAsync(keys[0]);
            foreach (var key in keys)
                await database.StringSetAsync(key, isText ? "no value of ours" : value);
            await database.KeyDeleteAsync(keys[2]);
            await database.ListLeftPushAsync(keys[2], "a list");
            return true;
        });
        await using (var second = await RedisServer.StartAsync(redis, Patient))
        {
            Assert.Equal(isText ? "miss" : "partial", await CacheAsync(second));
            Assert.Contains("result=\"corrupt\"", await second.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(("degraded", "values that this server did not write were dropped"), await RedisServer.HealthAsync(second));
        }
        await using var third = await RedisServer.StartAsync(redis, Patient);
        Assert.Equal("hit", await CacheAsync(third));
    }

    [Fact]
    public async Task Values_of_a_server_without_the_secret_are_dropped()
    {
        Environment.SetEnvironmentVariable("REWARD_TEST_SECRET", "s3cret");
        await using var redis = await RedisProcess.StartAsync();
        await using (var stranger = await RedisServer.StartAsync(redis, Patient))
            await CacheAsync(stranger);
        await redis.WhenKeysAsync(3);
        await using var server = await RedisServer.StartAsync(redis, [.. Patient, ("Redis:SecretVariable", "REWARD_TEST_SECRET")]);
        Assert.Equal("miss", await CacheAsync(server));
    }

    [Fact]
    public async Task User_with_few_rights_is_enough()
    {
        Environment.SetEnvironmentVariable("REWARD_TEST_PASSWORD", "pa55");
        await using var redis = await RedisProcess.StartAsync("--requirepass", "admin", "--user", "reward", "on", ">pa55", "~reward:*", "resetchannels", "-@all", "+mget", "+set", "+setex", "+psetex", "+ping", "+echo");
        (string, string)[] settings = [.. Patient, ("Redis:User", "reward"), ("Redis:PasswordVariable", "REWARD_TEST_PASSWORD")];
        await using (var first = await RedisServer.StartAsync(redis, settings))
            await CacheAsync(first);
        await redis.WhenKeysAsync(3, "admin");
        await using var second = await RedisServer.StartAsync(redis, settings);
        Assert.Equal("hit", await CacheAsync(second));
    }

    [Fact]
    public async Task Encrypted_connection_trusts_the_authority_it_is_given()
    {
        var files = TestCertificates.Write(TestModels.NewFolder());
        await using var redis = await RedisProcess.StartAsync("--port", "0", "--tls-port", RedisProcess.PortArgument, "--tls-cert-file", files.Certificate, "--tls-key-file", files.Key, "--tls-ca-cert-file", files.Authority, "--tls-auth-clients", "no");
        (string, string)[] settings = [.. Patient, ("Redis:Tls", "true"), ("Redis:TlsAuthority", files.Authority), ("Redis:TlsHost", "localhost")];
        await using (var first = await RedisServer.StartAsync(redis, settings))
            await CacheAsync(first); // what waits is written before it has stopped
        await using var second = await RedisServer.StartAsync(redis, settings);
        Assert.Equal("hit", await CacheAsync(second));
    }

    private async Task<string> CacheAsync(TestServer server, string body = Body) => await RedisServer.CacheAsync(server, fixture.Server, body);

    private static Task<(int Gets, int Sets)> CountAsync(RedisProcess redis) => redis.WithAsync(async (_, server) =>
    {
        var calls = (await server.InfoAsync("commandstats")).SelectMany(group => group).ToDictionary(entry => entry.Key, entry => entry.Value);
        int Calls(string command) => calls.TryGetValue("cmdstat_" + command, out var text) ? int.Parse(text.Split('=', ',')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        return (Calls("mget"), Calls("setex"));
    });
}
