extern alias client;
using System.Net;
using Grpc.Core;
using RewardServer.Models;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;

namespace RewardServer.Tests.Http;

/// <summary>Lanes and predictions, over real sockets.</summary>
public sealed class SchedulingTests
{
    private const string Priority = "X-Priority";

    [Theory]
    [InlineData("interactive", HttpStatusCode.OK)]
    [InlineData("train", HttpStatusCode.OK)]
    [InlineData("urgent", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task Priority_is_one_of_two(string priority, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync();
        var response = await server.PostAsync(Bodies.Valid, (Priority, priority));
        Assert.Equal(status, response.StatusCode);
        if (status != HttpStatusCode.OK)
            Assert.Contains("X-Priority must be interactive or train", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Priority_is_metadata_over_grpc()
    {
        await using var server = await TestServer.StartAsync();
        var request = new Proto.ScoreRequest { Trajectories = { new Proto.Trajectory { Problem = "p?", Steps = { "s0" } } } };
        var service = new Proto.RewardService.RewardServiceClient(server.Channel);
        var fine = await service.ScoreAsync(request, new Metadata { { "x-priority", "train" } }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Single(fine.Results);
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await service.ScoreAsync(request, new Metadata { { "x-priority", "low" } }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Somebody_who_waits_overtakes_a_training_run()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Inference:MaxBatchSequences", "1"));
        await using var disposing = server;
        var first = server.PostAsync(Of("first"), (Priority, "train"));
        await engine.WhenEnteredAsync();
        var train = Enumerable.Range(0, 8).Select(i => server.PostAsync(Of($"train {i}"), (Priority, "train"))).ToArray();
        await WaitingAsync(server, 8);
        var interactive = server.PostAsync(Of("interactive, and known by its length"));
        await WaitingAsync(server, 9);
        engine.Open();
        Assert.All(await Task.WhenAll([first, interactive, .. train]), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        var order = engine.BatchTokens.ToArray();
        Assert.Equal(10, order.Length);
        Assert.InRange(Array.IndexOf(order, order.Max()), 1, 8); // of ten, the last to come and not the last to run
    }

    [Fact]
    public async Task What_cannot_be_done_in_time_is_refused_at_once_and_says_when_to_come_back()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Inference:MaxBatchSequences", "1"));
        await using var disposing = server;
        var slow = server.PostAsync(Of("slow"));
        await engine.WhenEnteredAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        engine.Open();
        await slow; // 10 tokens or so in 300 ms or more: that is how fast the engine is now
        engine.Close();
        var running = server.PostAsync(Of("running"));
        await engine.WhenEnteredAsync();
        var waiting = Enumerable.Range(0, 20).Select(i => server.PostAsync(Of($"waiting {i}"))).ToArray();
        await WaitingAsync(server, 20);

        var refused = await server.PostAsync(Of("late"), ("X-Request-Timeout-Ms", "1000"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
        Assert.Contains("deadline", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        engine.Open();
        Assert.All(await Task.WhenAll([running, .. waiting]), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    private static async Task WaitingAsync(TestServer server, int items)
    {
        var engine = server.Services.GetRequiredService<ModelCatalog>().Resolve(null).Encoded.Engine;
        while (engine.PendingItems != items)
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    private static string Of(string problem) => Bodies.Of(problem, "s0", "s1").ToJsonString();
}
