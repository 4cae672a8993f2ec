using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Inference;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Http;

/// <summary><c>GET /health_score</c>: whether the default model scores at this moment.</summary>
public sealed class HealthScoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_at_the_same_time_shares_one_score_and_who_asks_later_gets_a_new_one()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var first = server.Http.GetAsync("/health_score", Cancel);
        await engine.WhenEnteredAsync();
        var second = server.Http.GetAsync("/sglang/health_generate", Cancel);
        Assert.False(first.IsCompleted);
        engine.Open();

        var report = await ReportAsync(await first, HttpStatusCode.OK);
        Assert.Equal("ready", report["status"]!.GetValue<string>());
        Assert.Equal("score:tiny-prm", Assert.Single(report["parts"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Equal(report.ToJsonString(), (await ReportAsync(await second, HttpStatusCode.OK)).ToJsonString());
        Assert.Equal(1, engine.Sequences);

        // No cache answers in its place, and there is no more than one a second.
        while (engine.Sequences == 1)
            await ReportAsync(await server.Http.GetAsync("/health_score", Cancel), HttpStatusCode.OK);
        Assert.Equal(2, engine.Sequences);
    }

    [Fact]
    public async Task An_engine_that_fails_is_not_healthy_however_ready_the_server_is()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        engine.Failure = new InferenceException("the device is gone");
        engine.Open();

        foreach (var path in (string[])["/health_score", "/health_generate"])
        {
            var report = await ReportAsync(await server.Http.GetAsync(path, Cancel), HttpStatusCode.ServiceUnavailable);
            Assert.Equal("failing", report["status"]!.GetValue<string>());
            Assert.Contains("the device is gone", report["parts"]![0]!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/health/ready", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_server_that_stops_says_so_and_scores_nothing()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var inFlight = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var stopping = server.StopAsync();
        while ((await server.Http.GetAsync("/health/ready", Cancel)).StatusCode == HttpStatusCode.OK)
            await Task.Delay(5, Cancel);

        Assert.Equal("shutting_down", (await ReportAsync(await server.Http.GetAsync("/health_score", Cancel), HttpStatusCode.ServiceUnavailable))["status"]!.GetValue<string>());
        engine.Open();
        await inFlight;
        await stopping;
    }

    private static async Task<JsonNode> ReportAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == expected, body);
        return JsonNode.Parse(body)!;
    }
}
