using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Caching;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Models;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Caching;

/// <summary>Equal work at the same time is computed once, and nobody pays for another's leaving or failing.</summary>
public sealed class SingleFlightTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_equal_requests_are_one_computation()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var requests = Enumerable.Range(0, 1000).Select(_ => server.PostAsync(Bodies.Valid)).ToArray();
        await engine.WhenEnteredAsync();
        await WhenFollowersAsync(server, 999);
        engine.Open();
        var answers = await Task.WhenAll(requests);
        var results = await Task.WhenAll(answers.Select(ResultAsync));
        Assert.Equal(1, engine.Sequences);
        Assert.Single(results, result => result["cache"]!.GetValue<string>() == "miss");
        Assert.Equal(1, results.Count(result => result["usage"]!["computed_tokens"]!.GetValue<int>() > 0));
        Assert.All(results, result => Assert.Equal(Bodies.Bits(results[0]), Bodies.Bits(result)));
        Assert.Equal(0, server.Services.GetRequiredService<StepFlights>().Count);
    }

    [Fact]
    public async Task Leader_who_leaves_while_it_is_computed_costs_the_others_nothing()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        using var left = new CancellationTokenSource();
        var leader = server.PostUntilAsync(Bodies.Valid, left.Token);
        await engine.WhenEnteredAsync();
        var follower = server.PostAsync(Bodies.Valid);
        await WhenFollowersAsync(server, 1);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await follower).StatusCode);
        Assert.Equal(1, engine.Sequences);
    }

    [Fact]
    public async Task Leader_who_leaves_the_queue_is_replaced_by_a_follower()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var other = server.PostAsync(Bodies.Of("other", "s").ToJsonString());
        await engine.WhenEnteredAsync();
        using var left = new CancellationTokenSource();
        var leader = server.PostUntilAsync(Bodies.Valid, left.Token);
        await WhenPendingAsync(server, 1);
        var followers = new[] { server.PostAsync(Bodies.Valid), server.PostAsync(Bodies.Valid) };
        await WhenFollowersAsync(server, 2);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        engine.Open();
        Assert.All(await Task.WhenAll(followers), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await other).StatusCode);
        Assert.Equal(2, engine.Sequences);
    }

    [Fact]
    public async Task Leader_whose_deadline_passes_does_not_take_the_others_with_it()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var other = server.PostAsync(Bodies.Of("other", "s").ToJsonString());
        await engine.WhenEnteredAsync();
        var leader = server.PostAsync(Bodies.Valid, ("X-Request-Timeout-Ms", "3000"));
        await WhenPendingAsync(server, 1);
        var follower = server.PostAsync(Bodies.Valid);
        await WhenFollowersAsync(server, 1);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await leader).StatusCode);
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await follower).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other).StatusCode);
    }

    [Fact]
    public async Task Follower_whose_deadline_passes_harms_nobody()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var leader = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await server.PostAsync(Bodies.Valid, ("X-Request-Timeout-Ms", "50"))).StatusCode);
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await leader).StatusCode);
        Assert.Equal(1, engine.Sequences);
    }

    [Fact]
    public async Task Failure_is_shared_by_those_who_wait_and_not_kept()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        engine.Failure = new InferenceException("the device fell off");
        var leader = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var follower = server.PostAsync(Bodies.Valid);
        await WhenFollowersAsync(server, 1);
        engine.Open();
        Assert.Equal(HttpStatusCode.InternalServerError, (await leader).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await follower).StatusCode);
        engine.Failure = null;
        Assert.Equal("miss", (await ResultAsync(await server.PostAsync(Bodies.Valid)))["cache"]!.GetValue<string>());
    }

    [Fact]
    public async Task Leader_who_cannot_be_queued_releases_who_waits_for_it()
    {
        await using var server = await TestServer.StartAsync();
        var models = server.Services.GetRequiredService<ModelCatalog>();
        var served = models.Resolve(null);
        var folder = ModelFolder.Open(served.Source);
        using var engine = new StumblingEngine(served.Encoded.Engine);
        models.Publish([new ServedModel(folder, new EncodedModel(folder, served.Input, engine))], null);

        var leader = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var follower = server.PostAsync(Bodies.Valid);
        await WhenFollowersAsync(server, 1);
        engine.Stumble();

        Assert.Equal(HttpStatusCode.InternalServerError, (await leader).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await follower).StatusCode);
        Assert.Equal(0, server.Services.GetRequiredService<StepFlights>().Count);
    }

    [Fact]
    public async Task Equal_trajectories_of_one_call_are_computed_once()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        engine.Open();
        var answer = await server.ScoreAsync(new JsonObject { ["trajectories"] = Bodies.Repeat(50, () => Bodies.Trajectory("p", "a", "b")) }.ToJsonString());
        var results = answer["results"]!.AsArray();
        Assert.Equal(1, engine.Sequences);
        Assert.Equal(results[0]!["usage"]!["tokens"]!.GetValue<int>(), answer["usage"]!["computed_tokens"]!.GetValue<int>());
        Assert.All(results, result => Assert.Equal(Bodies.Bits(results[0]!), Bodies.Bits(result!)));
    }

    [Fact]
    public async Task Longer_trajectory_does_not_wait_for_a_shorter_one()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var shorter = server.PostAsync(Bodies.Of("p", "a").ToJsonString());
        await engine.WhenEnteredAsync();
        var longer = server.PostAsync(Bodies.Of("p", "a", "b").ToJsonString());
        await WhenPendingAsync(server, 1);
        engine.Open();
        var (first, both) = (Bodies.Bits(await ResultAsync(await shorter)), Bodies.Bits(await ResultAsync(await longer)));
        Assert.Equal(first[0], both[0]);
    }

    private static async Task<JsonNode> ResultAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["results"]![0]!;

    private static Task WhenFollowersAsync(TestServer server, int count) =>
        Eventually.HoldsAsync(() => server.Services.GetRequiredService<StepFlights>().Followers == count, $"{count} follow");

    private static Task WhenPendingAsync(TestServer server, int count) =>
        Eventually.HoldsAsync(() => server.Services.GetRequiredService<ModelCatalog>().Resolve(null).Encoded.Engine.PendingItems == count, $"{count} wait for the engine");
}
