using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Selection;

/// <summary>What a request for the best response may not be.</summary>
[Collection(SharedServer.Name)]
public sealed class SelectionRequestTests(ServerFixture fixture)
{
    private const string Path = "/v1/best-of-n";

    private TestServer Server => fixture.Server;

    [Theory]
    [InlineData("""{}""", "/problem")]
    [InlineData("""{}""", "/candidates")]
    [InlineData("""{"problem":"","candidates":[{"response":"a"},{"response":"b"}]}""", "/problem")]
    [InlineData("""{"problem":"p","candidates":[]}""", "/candidates")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"}]}""", "/candidates")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},null]}""", "/candidates/1")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{}]}""", "/candidates/1")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"a","steps":["a"]}]}""", "/candidates/1")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"steps":["a",""]}]}""", "/candidates/1/steps/1")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"\n\n"}]}""", "/candidates/1/response")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a","answer":""},{"response":"b"}]}""", "/candidates/0/answer")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"b"}],"method":"worst"}""", "/method")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"b"}],"aggregation":"median"}""", "/aggregation")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"b"}],"temperature":0}""", "/temperature")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"b"}],"alpha":-1}""", "/alpha")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"b"}],"top_k":0}""", "/top_k")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a"},{"response":"b"}],"n":2}""", "/n")]
    [InlineData("""{"problem":"p","candidates":[{"response":"a","score":1},{"response":"b"}]}""", "/candidates/0/score")]
    public async Task What_is_wrong_is_answered_with_its_place(string json, string pointer) => await AssertInvalidAsync(json, pointer);

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once() => await AssertInvalidAsync(
        """{"candidates":[{"response":""},{"steps":[]},{"response":"c","answer":""}],"top_k":0,"alpha":-1,"step_separator":""}""",
        "/problem", "/candidates/0/response", "/candidates/1/steps", "/candidates/2/answer", "/top_k", "/alpha", "/step_separator");

    [Fact]
    public async Task Too_many_candidates_are_refused() =>
        await AssertInvalidAsync(new JsonObject { ["problem"] = "p", ["candidates"] = Bodies.Repeat(4097, () => new JsonObject { ["response"] = "a" }) }.ToJsonString(), "/candidates");

    [Fact]
    public async Task A_candidate_that_is_too_long_fails_the_call_with_its_place()
    {
        var body = new JsonObject { ["problem"] = "p", ["candidates"] = new JsonArray(new JsonObject { ["response"] = "a" }, new JsonObject { ["response"] = new string('x', 4000) }) };
        var response = await Server.PostToAsync(Path, body.ToJsonString());
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((HttpStatusCode.BadRequest, "too_long"), (response.StatusCode, problem["code"]!.GetValue<string>()));
        Assert.Equal(["/candidates/1"], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private async Task AssertInvalidAsync(string json, params string[] pointers)
    {
        var response = await Server.PostToAsync(Path, json);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, text);
        Assert.Equal("invalid_request", JsonNode.Parse(text)!["code"]!.GetValue<string>());
        Assert.Superset(pointers.ToHashSet(), JsonNode.Parse(text)!["errors"]!.AsObject().Select(error => error.Key).ToHashSet());
    }
}
