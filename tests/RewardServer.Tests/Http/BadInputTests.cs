using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Http;

/// <summary>Every kind of bad input has its code, and the server is as well after it as before.</summary>
[Collection(SharedServer.Name)]
public sealed class BadInputTests(ServerFixture fixture)
{
    private const string Item = """{"problem":"p","steps":["s"]}""";

    public static TheoryData<string, string> InvalidBodies => new()
    {
        { "{", "" },
        { "", "" },
        { "null", "" },
        { "[]", "" },
        { "\"text\"", "" },
        { Trajectories(Item) + " x", "" },
        { """{"trajectories":[{"problem":"p","steps":["s"]}],}""", "" },
        { """{"trajectories":[{"problem":"p","steps":["s"]}],/* no */"model":"m"}""", "" },
        { "{}", "/trajectories" },
        { """{"trajectories":null}""", "/trajectories" },
        { """{"trajectories":[]}""", "/trajectories" },
        { """{"trajectories":{}}""", "/trajectories" },
        { """{"trajectories":[null]}""", "/trajectories/0" },
        { """{"trajectories":["x"]}""", "/trajectories/0" },
        { """{"trajectories":[{"problem":"p","steps":["s"]}],"foo":1}""", "/foo" },
        { """{"trajectories":[{"problem":"p","steps":["s"]}],"a/b~c":1}""", "/a~1b~0c" },
        { """{"Trajectories":[{"problem":"p","steps":["s"]}]}""", "/Trajectories" },
        { """{"trajectories":[{"problem":"p","steps":["s"],"text":"x"}]}""", "/trajectories/0/text" },
        { """{"trajectories":[{"problem":"p","problem":"q","steps":["s"]}]}""", "/trajectories/0/problem" },
        { """{"trajectories":[{"problem":3,"steps":["s"]}]}""", "/trajectories/0/problem" },
        { """{"trajectories":[{"problem":"p","steps":"s"}]}""", "/trajectories/0/steps" },
        { """{"trajectories":[{"problem":"p","steps":[1]}]}""", "/trajectories/0/steps/0" },
        { """{"trajectories":[{"problem":"p","steps":["s",null]}]}""", "/trajectories/0/steps/1" },
        { """{"trajectories":[{"problem":"p","steps":[]}]}""", "/trajectories/0/steps" },
        { """{"trajectories":[{"problem":"p","steps":["s",""]}]}""", "/trajectories/0/steps/1" },
        { """{"trajectories":[{"problem":"","steps":["s"]}]}""", "/trajectories/0/problem" },
        { """{"trajectories":[{"steps":["s"]}]}""", "/trajectories/0/problem" },
        { """{"trajectories":[{"problem":"p"}]}""", "/trajectories/0" },
        { """{"trajectories":[{"problem":"p","steps":["s"],"response":"r"}]}""", "/trajectories/0" },
        { """{"trajectories":[{"problem":"p","response":""}]}""", "/trajectories/0/response" },
        { """{"trajectories":[{"problem":"p","response":"\n\n \n\n"}]}""", "/trajectories/0/response" },
        { """{"trajectories":[{"problem":"\ud800","steps":["s"]}]}""", "/trajectories/0/problem" },
        { With("\"model\":5"), "/model" },
        { With("\"model\":\"\""), "/model" },
        { With("\"step_separator\":\"\""), "/step_separator" },
        { With("\"aggregation\":\"average\""), "/aggregation" },
        { With("\"temperature\":0"), "/temperature" },
        { With("\"temperature\":-1"), "/temperature" },
        { With("\"temperature\":\"0.1\""), "/temperature" },
        { With("\"temperature\":1e999"), "/temperature" },
        { With("\"threshold\":-1e999"), "/threshold" },
        { With("\"truncation\":\"middle\""), "/truncation" },
        { With("\"truncation\":1"), "/truncation" },
        { With("\"include\":[\"everything\"]"), "/include/0" },
        { With("\"include\":\"logits\""), "/include" },
        { With("\"on_error\":\"ignore\""), "/on_error" },
    };

    private TestServer Server => fixture.Server;

    [Theory]
    [MemberData(nameof(InvalidBodies))]
    public async Task Invalid_body_is_refused_with_its_place(string body, string pointer)
    {
        var problem = await RefusedAsync(await Server.PostAsync(body), HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains(pointer, problem["errors"]!.AsObject().Select(error => error.Key));
        await StillWellAsync();
    }

    [Fact]
    public async Task All_errors_are_named_at_once()
    {
        var response = await Server.PostAsync("""{"temperature":0,"trajectories":[{"problem":"","steps":["s",""]},{"problem":"p"}]}""");
        var problem = await RefusedAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(
            ["/temperature", "/trajectories/0/problem", "/trajectories/0/steps/1", "/trajectories/1"],
            problem["errors"]!.AsObject().Select(error => error.Key).Order());
    }

    [Fact]
    public async Task Too_many_trajectories_are_refused_and_the_limit_is_not()
    {
        var problem = await RefusedAsync(await Server.PostAsync(Trajectories(Enumerable.Repeat(Item, 1025))), HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains("1025", problem["errors"]!["/trajectories"]!.GetValue<string>());
        var answer = await Server.ScoreAsync(Trajectories(Enumerable.Repeat(Item, 1024)));
        Assert.Equal(1024, answer["results"]!.AsArray().Count);
    }

    [Fact]
    public async Task Too_long_says_by_how_much()
    {
        var problem = await RefusedAsync(await Server.PostAsync(Bodies.Of(new string('?', 3000), "s").ToJsonString()), HttpStatusCode.BadRequest, "too_long");
        Assert.Matches($@"has \d+ tokens, \d+ more than the model's maximum of {TestModels.MaxTokens}", problem["detail"]!.GetValue<string>());
        await StillWellAsync();
    }

    [Fact]
    public async Task Invalid_utf8_is_refused()
    {
        byte[] body = [.. "{\"trajectories\":[{\"problem\":\""u8, 0xC3, 0x28, .. "\",\"steps\":[\"s\"]}]}"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        var response = await Server.Http.PostAsync("/v1/score", content, TestContext.Current.CancellationToken);
        var problem = await RefusedAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains("UTF-8", problem["detail"]!.GetValue<string>());
        await StillWellAsync();
    }

    [Fact]
    public async Task Nine_megabytes_are_too_large()
    {
        var response = await Server.PostAsync(Bodies.Of(new string('x', 9_000_000), "s").ToJsonString());
        await RefusedAsync(response, HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
        await StillWellAsync();
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("../tiny-prm")]
    [InlineData("tiny-prm/")]
    [InlineData("TINY-PRM")]
    public async Task Unknown_model_lists_what_is_there(string name)
    {
        var body = Bodies.Of("p", "s");
        body["model"] = name;
        var problem = await RefusedAsync(await Server.PostAsync(body.ToJsonString()), HttpStatusCode.NotFound, "unknown_model");
        Assert.Contains("tiny-prm", problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pinned_fingerprint_must_match()
    {
        var fingerprint = (await Server.ScoreAsync(Bodies.Valid))["fingerprint"]!.GetValue<string>();
        var body = Bodies.Of("p", "s");
        body["model"] = "tiny-prm@" + fingerprint;
        await Server.ScoreAsync(body.ToJsonString());
        body["model"] = "tiny-prm@sha256:" + new string('0', 64);
        var problem = await RefusedAsync(await Server.PostAsync(body.ToJsonString()), HttpStatusCode.Conflict, "fingerprint_mismatch");
        Assert.Contains(fingerprint, problem["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Other_content_types_are_refused(string type)
    {
        using var content = new StringContent(Bodies.Valid, Encoding.UTF8, type);
        await RefusedAsync(await Server.Http.PostAsync("/v1/score", content, TestContext.Current.CancellationToken), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Missing_content_type_is_refused()
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Bodies.Valid));
        await RefusedAsync(await Server.Http.PostAsync("/v1/score", content, TestContext.Current.CancellationToken), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Compressed_body_is_refused()
    {
        using var content = new StringContent(Bodies.Valid, Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");
        await RefusedAsync(await Server.Http.PostAsync("/v1/score", content, TestContext.Current.CancellationToken), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public async Task Timeout_must_be_milliseconds(string value)
    {
        var problem = await RefusedAsync(
            await Server.PostAsync(Bodies.Valid, ("X-Request-Timeout-Ms", value)), HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains("X-Request-Timeout-Ms", problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Deep_json_is_refused()
    {
        var body = $$"""{"trajectories":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";
        await RefusedAsync(await Server.PostAsync(body), HttpStatusCode.BadRequest, "invalid_request");
        await StillWellAsync();
    }

    [Theory]
    [InlineData("GET", "/v1/score", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/v1/models", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v2/score", HttpStatusCode.NotFound)]
    public async Task Wrong_paths_and_methods_are_problems_too(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        await RefusedAsync(await Server.Http.SendAsync(request, TestContext.Current.CancellationToken), status, "invalid_request");
    }

    private static string Trajectories(string items) => $$"""{"trajectories":[{{items}}]}""";

    private static string Trajectories(IEnumerable<string> items) => Trajectories(string.Join(',', items));

    private static string With(string field) => $$"""{"trajectories":[{{Item}}],{{field}}}""";

    private static async Task<JsonNode> RefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(body)!;
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        Assert.Equal((int)status, problem["status"]!.GetValue<int>());
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
        return problem;
    }

    private async Task StillWellAsync()
    {
        var answer = await Server.ScoreAsync(Bodies.Valid);
        Assert.Equal(2, answer["results"]![0]!["steps"]!.AsArray().Count);
    }
}
