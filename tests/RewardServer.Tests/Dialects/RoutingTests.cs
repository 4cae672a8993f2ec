using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using RewardServer.Dialects;
using RewardServer.Hosting;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects;

/// <summary>Which dialect a request is in.</summary>
[Collection(SharedDialects.Name)]
public sealed class RoutingTests(DialectServer dialects)
{
    [Theory]
    [InlineData("""{"input":"a"}""", "data")]
    [InlineData("""{"text":"a"}""", "embedding")]
    [InlineData("""{"input_ids":[1,2]}""", "embedding")]
    public async Task The_body_s_fields_decide_at_a_shared_path(string body, string field) =>
        Assert.True((await dialects.AskAsync("/classify", body)).AsObject().ContainsKey(field));

    [Theory]
    [InlineData("""{"input":"a","text":"b"}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""nonsense""")]
    public async Task An_ambiguous_body_is_told_the_prefixes(string body)
    {
        var message = (await dialects.RefuseAsync("/classify", body))["error"]!["message"]!.GetValue<string>();
        Assert.Contains("/vllm/classify", message);
        Assert.Contains("/sglang/classify", message);
    }

    [Theory]
    [InlineData("/classify", "error")]
    [InlineData("/sglang/classify", "message")]
    [InlineData("/v2/rerank", "message")]
    [InlineData("/tei/predict", "error_type")]
    [InlineData("/get_reward", "detail")]
    [InlineData("/v1/score", "code")] // the API's own
    [InlineData("/v1/verify", "code")]
    public async Task A_body_that_does_not_say_it_is_json_is_refused_in_the_dialect_s_shape(string path, string field)
    {
        using var content = new StringContent("""{"input":"a"}""", Encoding.UTF8, "text/plain");
        var response = await dialects.Server.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        Assert.InRange((int)response.StatusCode, 400, 422);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        Assert.Contains(field, error.Select(member => member.Key));
        Assert.Contains("application/json", error.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(field == "code", error.ContainsKey("title"));
    }

    [Fact]
    public async Task Beside_the_native_score_only_bodies_without_trajectories_are_others()
    {
        await dialects.Server.ScoreAsync(Bodies.Valid.Replace("{\"trajectories\"", "{\"model\":\"prm\",\"trajectories\"", StringComparison.Ordinal));
        Assert.Equal("score", (await dialects.AskAsync("/v1/score", """{"text_1":"a","text_2":"b"}"""))["data"]![0]!["object"]!.GetValue<string>());
        Assert.Equal("scoring", (await dialects.AskAsync("/v1/score", """{"query":"a","items":["b"]}"""))["object"]!.GetValue<string>());
        // A field that is not its own is the native API's error.
        Assert.Equal("invalid_request", (await dialects.RefuseAsync("/v1/score", """{"query":"a","trajectories":[{"problem":"p","steps":["s"]}]}"""))["code"]!.GetValue<string>());
        Assert.Equal("invalid_request", (await dialects.RefuseAsync("/v1/score", """{"frobs":1}"""))["code"]!.GetValue<string>());
        Assert.Equal("invalid_request", (await dialects.RefuseAsync("/v1/score", "{"))["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_dialect_can_be_switched_off_and_another_preferred()
    {
        await using var server = await TestServer.StartAsync(("Dialects:Off:0", "sglang"), ("Dialects:Preferred", "infinity"), ("Dialects:AggregateSteps", "true"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.PostToAsync("/sglang/classify", """{"text":"a"}""")).StatusCode);
        var reply = await DialectServer.SuccessAsync(await server.PostToAsync("/classify", """{"input":["a<extra_0>"]}"""));
        Assert.Equal("classify", reply["object"]!.GetValue<string>());
    }

    [Fact]
    public async Task All_dialects_can_be_switched_off()
    {
        await using var server = await TestServer.StartAsync(("Dialects:Off:0", "*"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.PostToAsync("/classify", """{"input":"a"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("""{"query":"a","items":["b"]}""")).StatusCode);
        await server.ScoreAsync(Bodies.Valid);
    }

    [Fact]
    public void Unknown_dialects_are_configuration_errors()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Dialects:Off:0"] = "vlm", ["Dialects:Preferred"] = "tie", ["Dialects:Frobs"] = "1" }).Build();
        Assert.Equal(3, OptionsCheck.Errors(configuration).Count(error => error.StartsWith("Dialects:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("some/where/m", "m")]
    [InlineData("/data/models/m/", "m")]
    [InlineData("default", "m")]
    [InlineData("BAAI/bge-reranker-base", "m")]
    public async Task Models_are_found_by_what_trainers_send(string name, string served)
    {
        var head = await dialects.AskAsync("/classify", $$"""{"model":"{{served}}","input":"a"}""");
        var reply = await dialects.AskAsync("/classify", $$"""{"model":"{{name}}","input":"a"}""");
        Assert.Equal(head["data"]!.ToJsonString(), reply["data"]!.ToJsonString());
        Assert.Equal(name, reply["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_call_answers_behind_its_prefix_and_is_documented()
    {
        var paths = JsonNode.Parse(await dialects.Server.Http.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken))!["paths"]!.AsObject();
        var mapped = dialects.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText).ToHashSet();
        foreach (var spoken in dialects.Server.Services.GetRequiredService<DialectRouter>().Routes)
        {
            Assert.Contains(spoken.PrefixedPath, mapped);
            Assert.True(paths.ContainsKey(spoken.PrefixedPath), $"{spoken.PrefixedPath} is not documented");
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ping")]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/vllm/health")]
    public async Task Health_is_told_wherever_orchestrators_ask(string path) =>
        Assert.Equal("""{"status":"ok"}""", await dialects.Server.Http.GetStringAsync(path, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/vllm/v1/models")]
    public async Task Models_are_listed_for_openai_s_clients_the_default_first(string path)
    {
        var list = JsonNode.Parse(await dialects.Server.Http.GetStringAsync(path, TestContext.Current.CancellationToken))!;
        Assert.Equal(("list", "m"), (list["object"]!.GetValue<string>(), list["data"]![0]!["id"]!.GetValue<string>()));
        Assert.Equal(5, list["data"]!.AsArray().Count);
        Assert.Equal(512, list["data"]![0]!["max_model_len"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_loading_server_is_not_healthy_and_says_when_to_come_back()
    {
        using var loaded = new ManualResetEventSlim();
        await using var server = await TestServer.StartUnreadyAsync(services => services.AddSingleton<RewardServer.Models.EngineLoader>((folder, options) =>
        {
            loaded.Wait(TestContext.Current.CancellationToken);
            return RewardServer.Inference.InferenceEngines.Load(folder, options);
        }));
        var health = await server.Http.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("""{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("""{"status":"ok"}""", await server.Http.GetStringAsync("/livez", TestContext.Current.CancellationToken));
        var call = await server.PostToAsync("/classify", """{"input":"a"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, call.StatusCode);
        Assert.NotNull(call.Headers.RetryAfter);
        loaded.Set();
        await server.WhenReadyAsync();
    }
}
