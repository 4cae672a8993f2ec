using System.Text.Json.Nodes;
using RewardServer.Models;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Models;

/// <summary>Several engines of one model: who takes what, and that no bit tells.</summary>
public sealed class EnginePoolTests
{
    [Theory]
    [InlineData(0, new long[] { 5, 3, 4 }, 1)]      // in no group: where least is to do
    [InlineData(7, new long[] { 0, 0, 0 }, 1)]      // at home: 7 mod 3
    [InlineData(7, new long[] { 0, 100, 0 }, 1)]    // worth waiting for
    [InlineData(7, new long[] { 50, 151, 51 }, 0)]  // not any more
    [InlineData(-2, new long[] { 0, 0, 0 }, 2)]     // hashes may be negative: 4294967294 mod 3
    public void Items_go_home_unless_they_would_wait_long_for_it(int group, long[] loads, int engine) =>
        Assert.Equal(engine, EnginePool.Choose(group, loads, patience: 100));

    [Fact]
    public async Task Scores_are_the_same_bits_with_one_engine_and_with_three()
    {
        await using var one = await TestServer.StartAsync();
        await using var three = await TestServer.StartAsync(("Inference:Device", "cpu"), ("Inference:CpuEngines", "3"), ("Inference:Threads", "3"));
        var model = JsonNode.Parse(await three.Http.GetStringAsync("/v1/models/tiny-prm", TestContext.Current.CancellationToken))!;
        Assert.Equal("3 x (cpu, 1 thread)", model["device"]!.GetValue<string>());

        JsonObject body = new() { ["trajectories"] = new JsonArray([.. Enumerable.Range(0, 60).Select(i => Bodies.Trajectory($"problem {i % 7}?", $"s{i}", $"t{i % 5}"))]) };
        var (expected, actual) = (await one.ScoreAsync(body.ToJsonString()), await three.ScoreAsync(body.ToJsonString()));
        Assert.Equal(expected["results"]!.AsArray().Select(result => Bodies.Bits(result!)), actual["results"]!.AsArray().Select(result => Bodies.Bits(result!)));

        var metrics = await three.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.All(["tiny-prm#0", "tiny-prm#1", "tiny-prm#2"], engine => Assert.Contains($"rewardserve_engine_tokens_asked_total{{otel_scope_name=\"RewardServer\",model=\"{engine}\"}}", metrics));
    }
}
