using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects;

[Collection(SharedServer.Name)]
public sealed class LlamaCppTests(ServerFixture fixture)
{
    private const string Body = """{"model":"tiny-prm","query":"What is 2 + 3?","documents":["It is 4.\n\nSo 4.","It is 5."],"frobs":1}""";

    [Theory]
    [InlineData("/reranking")]
    [InlineData("/v1/reranking")]
    [InlineData("/llamacpp/rerank")]
    public async Task Documents_are_ordered_by_the_score_of_the_native_api(string path)
    {
        var response = await fixture.Server.PostToAsync(path, Body);
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.True(response.StatusCode == HttpStatusCode.OK, reply.ToJsonString());
        Assert.Equal("frobs", Assert.Single(response.Headers.GetValues("x-ignored-fields")));

        var native = await fixture.Server.ScoreAsync("""{"trajectories":[{"problem":"What is 2 + 3?","response":"It is 4.\n\nSo 4."},{"problem":"What is 2 + 3?","response":"It is 5."}]}""");
        var scores = native["results"]!.AsArray().Select(result => result!["score"]!.GetValue<float>()).ToArray();
        Assert.Equal(
            scores.Select((score, index) => (score, index)).OrderByDescending(pair => pair.score),
            reply["results"]!.AsArray().Select(result => (result!["relevance_score"]!.GetValue<float>(), result["index"]!.GetValue<int>())));
        Assert.Equal(("list", "tiny-prm"), (reply["object"]!.GetValue<string>(), reply["model"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Errors_have_its_shape()
    {
        var response = await fixture.Server.PostToAsync("/v1/reranking", """{"query":"q","documents":[""]}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            """{"error":{"code":400,"message":"/documents/0: must not be empty","type":"invalid_request_error"}}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
