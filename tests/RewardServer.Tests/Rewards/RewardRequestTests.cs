using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Rewards;

/// <summary>What a request for rewards may not be.</summary>
[Collection(SharedServer.Name)]
public sealed class RewardRequestTests(ServerFixture fixture)
{
    private const string Path = "/v1/rewards";

    private TestServer Server => fixture.Server;

    [Theory]
    [InlineData("""{}""", "/groups")]
    [InlineData("""{"groups":[]}""", "/groups")]
    [InlineData("""{"groups":[null]}""", "/groups/0")]
    [InlineData("""{"groups":[{"responses":[{"response":"a"}]}]}""", "/groups/0/problem")]
    [InlineData("""{"groups":[{"problem":"p"}]}""", "/groups/0/responses")]
    [InlineData("""{"groups":[{"problem":"p","responses":[]}]}""", "/groups/0/responses")]
    [InlineData("""{"groups":[{"problem":"p","responses":[null]}]}""", "/groups/0/responses/0")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{}]}]}""", "/groups/0/responses/0")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a",""]}]}]}""", "/groups/0/responses/0/steps/1")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"response":"\n\n"}]}]}""", "/groups/0/responses/0/response")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"],"step_token_counts":[1,2]}]}]}""", "/groups/0/responses/0/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"response":"a\n\nb","step_token_counts":[3]}]}]}""", "/groups/0/responses/0/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"],"step_token_counts":[0]}]}]}""", "/groups/0/responses/0/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"],"step_token_counts":[2147483647]}]}]}""", "/groups/0/responses/0/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a","b"],"step_token_counts":[3,4],"token_count":8}]}]}""", "/groups/0/responses/0/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"],"step_token_counts":[1]},{"steps":["a"]}]}]}""", "/groups/0/responses/1/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"advantage":"rloo-token"}""", "/groups/0/responses/0/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"include":["tokens"]}""", "/groups/0/responses/0/step_token_counts")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"include":["logits"]}""", "/include")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"advantage":"gae"}""", "/advantage")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"verifier":"maths"}""", "/verifier")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"reward_scale":"logit"}""", "/reward_scale")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"credit":{"method":"max-form"}}""", "/credit/method")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"credit":{"temperature":0}}""", "/credit/temperature")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"credit":{"gamma":1.5}}""", "/credit/gamma")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"credit":{"method":"clip-delta"}}""", "/credit/clip")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"credit":{"eta":0.1}}""", "/credit/eta")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"process_weight":-1}""", "/process_weight")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"process_weight":1e308}""", "/groups/0/responses/0")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"verifiable_weight":1e999}""", "/verifiable_weight")]
    [InlineData("""{"groups":[{"problem":"p","reference_answer":"1","responses":[{"steps":["a"]}]}],"process_weight":0}""", "/verifiable_weight")]
    [InlineData("""{"groups":[{"problem":"p","responses":[{"steps":["a"]}]}],"process_weight":0,"verifiable_weight":1}""", "/groups/0/reference_answer")]
    [InlineData("""{"groups":[{"problem":"p","reference_answer":"1","responses":[{"steps":["a"]}]}],"process_weight":0,"verifiable_weight":1,"credit":{"method":"strict-min"}}""", "/credit/method")]
    public async Task What_is_wrong_is_answered_with_its_place(string json, string pointer) => await AssertInvalidAsync(json, pointer);

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once() => await AssertInvalidAsync(
        """{"groups":[{"responses":[{"steps":[]},{}]},{"problem":"p"}],"advantage":"x","credit":{"method":"y"},"process_weight":-1}""",
        "/groups/0/problem", "/groups/0/responses/0/steps", "/groups/0/responses/1", "/groups/1/responses", "/advantage", "/credit/method", "/process_weight");

    [Fact]
    public async Task Too_many_responses_are_refused_and_so_are_lists_of_too_many_tokens()
    {
        var group = new JsonObject { ["problem"] = "p", ["responses"] = Bodies.Repeat(2049, () => new JsonObject { ["steps"] = new JsonArray("a") }) };
        await AssertInvalidAsync(new JsonObject { ["groups"] = new JsonArray(group, group.DeepClone()) }.ToJsonString(), "/groups");
        var long_ = new JsonObject { ["problem"] = "p", ["responses"] = Bodies.Repeat(5, () => new JsonObject { ["steps"] = new JsonArray("a"), ["step_token_counts"] = new JsonArray(1 << 20) }) };
        await AssertInvalidAsync(new JsonObject { ["groups"] = new JsonArray(long_), ["include"] = new JsonArray("tokens") }.ToJsonString(), "/include");
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
