using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Inference;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Http;

/// <summary>Starting, stopping, callers who leave, deadlines, overload: with an engine that waits for the test.</summary>
public sealed class LifecycleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopping_server_answers_what_is_in_flight_and_refuses_what_is_new()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var inFlight = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();

        var stopping = server.StopAsync();
        await WhenAsync(async () => (await server.Http.GetAsync("/health/ready", Cancel)).StatusCode == HttpStatusCode.ServiceUnavailable);
        var refused = await server.PostAsync(Bodies.Valid);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("shutting_down", await CodeAsync(refused));
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/health/live", Cancel)).StatusCode);
        Assert.False(stopping.IsCompleted);

        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await inFlight).StatusCode);
        await stopping;
    }

    [Fact]
    public async Task Drain_ends_at_its_limit()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Server:DrainTimeout", "00:00:00.2"));
        await using var _ = server;
        var inFlight = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var stopping = server.StopAsync();
        await WhenAsync(() => Task.FromResult(server.Log.All.Any(line => line.StartsWith("Stopped waiting", StringComparison.Ordinal))));
        engine.Open();
        await stopping;
        await Task.WhenAny(inFlight);
    }

    [Fact]
    public async Task Caller_who_left_costs_nothing_and_harms_nobody()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var first = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();

        using var left = new CancellationTokenSource();
        var leaving = server.PostUntilAsync(Bodies.Of("leaves", "s").ToJsonString(), left.Token);
        var staying = server.PostAsync(Bodies.Of("stays", "s").ToJsonString());
        var model = server.Services.GetRequiredService<ModelCatalog>().Resolve(null);
        await WhenAsync(() => Task.FromResult(model.Encoded.Engine.PendingItems == 2));
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await WhenAsync(() => Task.FromResult(model.Encoded.Engine.PendingItems == 1));

        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await staying).StatusCode);
        Assert.Equal(2, engine.Sequences);
        await WhenAsync(() => Task.FromResult(server.Services.GetRequiredService<AdmissionControl>().PendingTokens == 0));
    }

    [Fact]
    public async Task Work_whose_deadline_passed_is_not_started()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var first = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();

        var late = await server.PostAsync(Bodies.Of("late", "s").ToJsonString(), ("X-Request-Timeout-Ms", "50"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal("deadline_exceeded", await CodeAsync(late));
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        await server.ScoreAsync(Bodies.Of("after", "s").ToJsonString());
        Assert.Equal(2, engine.Sequences);
    }

    [Fact]
    public async Task Call_beyond_the_allowance_is_refused_whole_and_says_when_to_come_back()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "100"));
        await using var _ = server;
        // Larger than everything, yet let in: nothing else is in flight.
        var first = server.PostAsync(Bodies.Of(new string('x', 330), "s").ToJsonString());
        await engine.WhenEnteredAsync();
        var refused = await server.PostAsync(Bodies.Of("p", "s").ToJsonString());
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("overloaded", await CodeAsync(refused));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        await server.ScoreAsync(Bodies.Of("p", "s").ToJsonString());
    }

    [Fact]
    public async Task Failing_engine_is_a_model_error_and_the_next_call_is_answered()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        engine.Open();
        engine.Failure = new InferenceException("the device fell off");
        var failed = await server.PostAsync(Bodies.Valid);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("model_error", await CodeAsync(failed));
        engine.Failure = null;
        await server.ScoreAsync(Bodies.Valid);
    }

    [Fact]
    public async Task Server_is_not_ready_while_models_load()
    {
        using var loading = new ManualResetEventSlim();
        await using var server = await TestServer.StartUnreadyAsync(services => services.AddSingleton<EngineLoader>((folder, options) =>
        {
            loading.Wait(TimeSpan.FromMinutes(1));
            return InferenceEngines.Load(folder, options);
        }));
        var ready = await server.Http.GetAsync("/health/ready", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var report = JsonNode.Parse(await ready.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("loading", report["status"]!.GetValue<string>());
        Assert.Equal("not_ready", await CodeAsync(await server.PostAsync(Bodies.Valid)));
        loading.Set();
        await server.WhenReadyAsync();
        report = JsonNode.Parse(await server.Http.GetStringAsync("/health/ready", Cancel))!;
        var part = Assert.Single(report["parts"]!.AsArray())!;
        Assert.Equal(("model:tiny-prm", "ready"), (part["name"]!.GetValue<string>(), part["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Two_models_need_a_name_or_a_default()
    {
        await using (var server = await TestServer.StartAsync(("Models:Folder", TestModels.Two)))
        {
            var refused = await server.PostAsync(Bodies.Valid);
            Assert.Equal("unknown_model", await CodeAsync(refused));
            var body = Bodies.Of("p", "s");
            body["model"] = "second";
            Assert.Equal("second", (await server.ScoreAsync(body.ToJsonString()))["model"]!.GetValue<string>());
            var listed = JsonNode.Parse(await server.Http.GetStringAsync("/v1/models", Cancel))!["models"]!.AsArray();
            Assert.Equal(["first", "second"], listed.Select(model => model!["name"]!.GetValue<string>()));
        }
        await using (var server = await TestServer.StartAsync(("Models:Folder", TestModels.Two), ("Models:Default", "first")))
            Assert.Equal("first", (await server.ScoreAsync(Bodies.Valid))["model"]!.GetValue<string>());
    }

    private static async Task<string> CodeAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["code"]!.GetValue<string>();

    private static async Task WhenAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(10, Cancel);
    }
}
