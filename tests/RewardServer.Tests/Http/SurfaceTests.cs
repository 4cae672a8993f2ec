using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using RewardServer.Dialects;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Http;

/// <summary>What the server shows besides scores: routes, document, metrics, page.</summary>
[Collection(SharedServer.Name)]
public sealed class SurfaceTests(ServerFixture fixture)
{
    private TestServer Server => fixture.Server;

    [Fact]
    public void Routes_are_these_and_no_others()
    {
        var routes = Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<DialectEndpoint>() is null) // dialects have a test of their own
            .Select(endpoint => $"{string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])} {endpoint.RoutePattern.RawText}")
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "* /metrics",
                "GET /",
                "GET /health",
                "GET /health/live",
                "GET /health/ready",
                "GET /health_generate",
                "GET /health_score",
                "GET /healthz",
                "GET /livez",
                "GET /readyz",
                "GET /sglang/health_generate",
                "GET /v1/models/",
                "GET /v1/models/{name}",
                "GET,POST /ping",
                "POST /grpc.health.v1.Health/Check",
                "POST /grpc.health.v1.Health/Watch",
                "POST /grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                "POST /grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                "POST /inference.GRPCInferenceService/ModelConfig",
                "POST /inference.GRPCInferenceService/ModelInfer",
                "POST /inference.GRPCInferenceService/ModelMetadata",
                "POST /inference.GRPCInferenceService/ModelReady",
                "POST /inference.GRPCInferenceService/ModelStreamInfer",
                "POST /inference.GRPCInferenceService/RepositoryIndex",
                "POST /inference.GRPCInferenceService/ServerLive",
                "POST /inference.GRPCInferenceService/ServerMetadata",
                "POST /inference.GRPCInferenceService/ServerReady",
                "POST /reward.v1.RewardService/ComparePairs",
                "POST /reward.v1.RewardService/ComputeRewards",
                "POST /reward.v1.RewardService/GetModel",
                "POST /reward.v1.RewardService/ListModels",
                "POST /reward.v1.RewardService/ReloadModel",
                "POST /reward.v1.RewardService/Score",
                "POST /reward.v1.RewardService/ScoreStream",
                "POST /reward.v1.RewardService/SelectBest",
                "POST /reward.v1.RewardService/VerifyAnswers",
                "POST /tei.v1.Info/Info",
                "POST /tei.v1.Predict/Predict",
                "POST /tei.v1.Predict/PredictPair",
                "POST /tei.v1.Predict/PredictPairStream",
                "POST /tei.v1.Predict/PredictStream",
                "POST /tei.v1.Rerank/Rerank",
                "POST /tei.v1.Rerank/RerankStream",
                "POST /tei.v1.Tokenize/Decode",
                "POST /tei.v1.Tokenize/DecodeStream",
                "POST /tei.v1.Tokenize/Tokenize",
                "POST /tei.v1.Tokenize/TokenizeStream",
                "POST /v1/best-of-n",
                "POST /v1/models/{name}/reload",
                "POST /v1/preferences",
                "POST /v1/rewards",
                "POST /v1/score",
                "POST /v1/verify",
            ],
            routes);
    }

    [Fact]
    public async Task Document_describes_every_type_field_and_error()
    {
        var document = await DocumentAsync();
        foreach (var (type, schema) in document["components"]!["schemas"]!.AsObject())
        {
            Assert.False(string.IsNullOrWhiteSpace(schema!["description"]?.GetValue<string>()), $"{type} is not described");
            foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
                Assert.False(string.IsNullOrWhiteSpace(property!["description"]?.GetValue<string>()), $"{type}.{name} is not described");
        }
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
                Assert.False(string.IsNullOrWhiteSpace(operation!["summary"]?.GetValue<string>()), $"{method} {path} has no summary");
        }
        var statuses = document["paths"]!["/v1/score"]!["post"]!["responses"]!.AsObject().Select(response => response.Key);
        Assert.Equal(["200", "400", "404", "409", "413", "429", "500", "503", "504"], statuses.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/v1/score")]
    [InlineData("/v1/best-of-n")]
    [InlineData("/v1/rewards")]
    public async Task Document_has_examples_that_the_server_accepts(string path)
    {
        var operation = (await DocumentAsync())["paths"]![path]!["post"]!;
        var request = operation["requestBody"]!["content"]!["application/json"]!["example"]!.AsObject();
        request["model"] = "tiny-prm";
        Assert.Equal(HttpStatusCode.OK, (await Server.PostToAsync(path, request.ToJsonString())).StatusCode);
        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            foreach (var (type, content) in response!["content"]!.AsObject())
                Assert.True(content!["example"] is not null, $"{status} {type} has no example");
        }
    }

    [Fact]
    public async Task Document_uses_the_names_of_the_wire()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        Assert.Equal(
            ["model", "trajectories", "step_separator", "aggregation", "temperature", "threshold", "truncation", "samples", "vote", "sampling", "include", "on_error"],
            schemas["ScoreRequest"]!["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(["error", "left", "right"], schemas["Truncation"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()));
    }

    [Fact]
    public async Task Swagger_page_is_served()
    {
        Assert.Contains("swagger", await Server.Http.GetStringAsync("/swagger/index.html", TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Console_page_loads_nothing_from_elsewhere()
    {
        var response = await Server.Http.GetAsync("/", TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("http://", page);
        Assert.DoesNotContain("https://", page);
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task Metrics_count_calls_by_model_and_code()
    {
        await Server.ScoreAsync(Bodies.Valid);
        await Server.PostAsync("{");
        string[] expected =
        [
            "rewardserve_requests_total", "rewardserve_request_duration_seconds_bucket", "rewardserve_tokenize_duration_seconds_count",
            "rewardserve_queue_duration_seconds_count", "rewardserve_engine_duration_seconds_count", "rewardserve_batch_tokens_bucket",
            "rewardserve_batch_sequences_bucket", "rewardserve_cache_requests_total", "rewardserve_score_bucket", "rewardserve_model_loaded",
            "rewardserve_engine_tokens_asked_total", "rewardserve_engine_tokens_computed_total", "rewardserve_engine_blocks_used", "rewardserve_engine_blocks_evicted_total",
        ];
        var metrics = await Server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.All(expected, name => Assert.Contains("\n" + name + "{", metrics));
        Assert.Contains("code=\"ok\"", metrics);
        Assert.Contains("code=\"invalid_request\"", metrics);
    }

    [Fact]
    public async Task Model_is_described()
    {
        var model = JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models/tiny-prm", TestContext.Current.CancellationToken))!.AsObject();
        Assert.Equal(
            ["name", "kind", "format", "fingerprint", "precision", "max_tokens", "determinism", "aggregations", "default_aggregation", "threshold", "scale", "details", "calls", "device"],
            model.Select(field => field.Key));
        Assert.Equal(("process", "qwen-prm", "stable"), (model["kind"]!.GetValue<string>(), model["format"]!.GetValue<string>(), model["determinism"]!.GetValue<string>()));
        Assert.Equal(TestModels.MaxTokens, model["max_tokens"]!.GetValue<int>());
    }

    private async Task<JsonNode> DocumentAsync() =>
        JsonNode.Parse(await Server.Http.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken))!;
}
