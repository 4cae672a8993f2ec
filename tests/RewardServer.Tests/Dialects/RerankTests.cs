using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects;

[Collection(SharedDialects.Name)]
public sealed class RerankTests(DialectServer dialects)
{
    private const string Body = """{"model":"arith-orm","query":"What is 2 + 3?","documents":["It is 4.",{"text":"It is 5."},{"content":[{"type":"text","text":"No idea."}]}]""";

    [Theory]
    [InlineData("/rerank", true)]
    [InlineData("/v1/rerank", true)]
    [InlineData("/v2/rerank", false)]
    [InlineData("/reranking", false)]
    [InlineData("/vllm/v2/rerank", true)]
    [InlineData("/jina/v1/rerank", true)]
    [InlineData("/cohere/v1/rerank", false)]
    public async Task One_reply_holds_what_every_client_reads(string path, bool withDocuments)
    {
        var reply = await dialects.AskAsync(path, Body + "}");
        Assert.Equal(["id", "object", "model", "created", "results", "usage", "meta"], reply.AsObject().Select(field => field.Key));
        Assert.Equal("2", reply["meta"]!["api_version"]!["version"]!.GetValue<string>());
        Assert.Equal(1, reply["meta"]!["billed_units"]!["search_units"]!.GetValue<int>());
        Assert.Equal(reply["usage"]!["total_tokens"]!.GetValue<int>(), reply["usage"]!["prompt_tokens"]!.GetValue<int>());
        string[] texts = ["It is 4.", "It is 5.", "No idea."];
        Assert.All(reply["results"]!.AsArray(), result => Assert.Equal(withDocuments ? texts[result!["index"]!.GetValue<int>()] : null, result!["document"]?["text"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Scores_are_the_native_ones_behind_a_sigmoid_unless_raw()
    {
        var native = await NativeAsync();
        var raw = await ScoresAsync("/rerank", ""","raw_scores":true}""");
        Assert.Equal(native, raw);
        Assert.Equal(native, await ScoresAsync("/rerank", ""","use_activation":false}"""));
        Assert.Equal(native, await ScoresAsync("/llamacpp/rerank", "}"));
        Assert.Equal(native.Select(score => (float)(1 / (1 + Math.Exp(-(double)score)))), await ScoresAsync("/rerank", "}"));
        Assert.Equal(native.Select(score => (float)(1 / (1 + Math.Exp(-(double)score)))), await ScoresAsync("/v1/reranking", ""","raw_scores":false}"""));
    }

    [Fact]
    public async Task Results_fall_and_stop_at_top_n()
    {
        var results = (await dialects.AskAsync("/rerank", Body + ""","top_n":2}"""))["results"]!.AsArray();
        Assert.Equal(2, results.Count);
        Assert.True(results[0]!["relevance_score"]!.GetValue<float>() >= results[1]!["relevance_score"]!.GetValue<float>());
        Assert.Equal(3, (await dialects.AskAsync("/rerank", Body + ""","top_n":0}"""))["results"]!.AsArray().Count);
        var ties = (await dialects.AskAsync("/rerank", """{"model":"m","query":"q","documents":["a","b","a","b"]}"""))["results"]!.AsArray().Select(result => result!["index"]!.GetValue<int>()).ToArray();
        Assert.True(ties is [0, 2, 1, 3] or [1, 3, 0, 2]);
    }

    [Fact]
    public async Task Process_models_rank_by_the_aggregate_of_steps()
    {
        var reply = await dialects.AskAsync("/rerank", """{"model":"prm","query":"q","documents":["a\n\nb"]}""");
        var native = await dialects.Server.ScoreAsync("""{"model":"prm","trajectories":[{"problem":"q","response":"a\n\nb"}]}""");
        Assert.Equal(native["results"]![0]!["score"]!.GetValue<float>(), reply["results"]![0]!["relevance_score"]!.GetValue<float>());
    }

    [Theory]
    [InlineData("/rerank", """{"model":"both","query":"q","documents":["a"],"raw_scores":true}""")]
    [InlineData("/score", """{"model":"both","queries":"q","documents":["a"],"use_activation":false}""")]
    [InlineData("/classify", """{"model":"both","text":[["q","a"]]}""")]
    public async Task Composed_rewards_score_pairs(string path, string body)
    {
        await using var server = await DialectServer.StartAsync(
            ("Rewards:both:Method", "mean"), ("Rewards:both:Components:0:Model", "m"), ("Rewards:both:Components:1:Model", "bos"));
        var reply = await DialectServer.SuccessAsync(await server.PostToAsync(path, body));
        var native = await server.ScoreAsync("""{"model":"both","trajectories":[{"problem":"q","response":"a"}]}""");
        var score = reply is JsonArray list ? list[0]!["embedding"]![0] : reply["results"]?[0]?["relevance_score"] ?? reply["data"]![0]!["score"];
        Assert.Equal(native["results"]![0]!["score"]!.GetValue<float>(), score!.GetValue<float>());
    }

    [Fact]
    public async Task Long_documents_are_cut_on_request_and_said()
    {
        var document = string.Concat(Enumerable.Repeat("word ", 1000));
        var body = new JsonObject { ["model"] = "m", ["query"] = "q", ["documents"] = new JsonArray(document, "b") };
        Assert.Contains("/documents/0", (await dialects.RefuseAsync("/rerank", body.ToJsonString()))["error"]!["message"]!.GetValue<string>());
        foreach (var (field, value) in new[] { ("max_tokens_per_doc", 20), ("truncate_prompt_tokens", -1) })
        {
            var cut = body.DeepClone();
            cut[field] = value;
            var response = await dialects.Server.PostToAsync("/rerank", cut.ToJsonString());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("1", Assert.Single(response.Headers.GetValues("x-truncated")));
        }
    }

    [Theory]
    [InlineData("""{"documents":["a"]}""", "/query")]
    [InlineData("""{"query":"q","documents":[]}""", "/documents")]
    [InlineData("""{"query":"q","documents":[""]}""", "/documents/0")]
    [InlineData("""{"query":"q","documents":[{"a":1}]}""", "/documents/0")]
    [InlineData("""{"query":"q","documents":[1]}""", "/documents/0")]
    [InlineData("""{"query":["q"],"documents":["a"]}""", "/query")]
    [InlineData("""{"query":"q","documents":["a"],"top_n":-1}""", "/top_n")]
    [InlineData("""{"query":"q","documents":["a"],"raw_scores":true,"use_activation":true}""", "/use_activation")]
    [InlineData("""{"query":"q","documents":["a"],"rank_fields":["title"]}""", "/rank_fields")]
    public async Task What_is_wrong_is_said(string body, string place)
    {
        Assert.StartsWith(place + ":", (await dialects.RefuseAsync("/rerank", body))["error"]!["message"]!.GetValue<string>());
        Assert.StartsWith(place + ":", (await dialects.RefuseAsync("/v2/rerank", body))["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Documents_are_counted_before_any_work()
    {
        var body = new JsonObject { ["query"] = "q", ["documents"] = Bodies.Repeat(1001, () => "a") };
        Assert.Contains("1000", (await dialects.RefuseAsync("/rerank", body.ToJsonString()))["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Sglang_answers_with_a_bare_list()
    {
        var reply = (await dialects.AskAsync("/sglang/v1/rerank", Body + "}")).AsArray();
        Assert.Equal(3, reply.Count);
        Assert.All(reply, item => Assert.Equal(["score", "document", "index", "meta_info"], item!.AsObject().Select(field => field.Key)));
    }

    [Fact]
    public async Task Infinity_s_documents_are_strings()
    {
        var reply = await dialects.AskAsync("/infinity/rerank", Body + ""","return_documents":true}""");
        Assert.Equal("rerank", reply["object"]!.GetValue<string>());
        Assert.All(reply["results"]!.AsArray(), item => Assert.False(string.IsNullOrEmpty(item!["document"]!.GetValue<string>())));
        Assert.All((await dialects.AskAsync("/infinity/rerank", Body + "}"))["results"]!.AsArray(), item => Assert.Null(item!["document"]));
        await dialects.RefuseAsync("/infinity/rerank", """{"query":"q","documents":[]}""", HttpStatusCode.UnprocessableEntity);
    }

    private async Task<float[]> NativeAsync()
    {
        var native = await dialects.Server.ScoreAsync("""{"model":"arith-orm","trajectories":[{"problem":"What is 2 + 3?","response":"It is 4."},{"problem":"What is 2 + 3?","response":"It is 5."},{"problem":"What is 2 + 3?","response":"No idea."}]}""");
        return [.. native["results"]!.AsArray().Select(result => result!["score"]!.GetValue<float>())];
    }

    private async Task<float[]> ScoresAsync(string path, string end)
    {
        var reply = await dialects.AskAsync(path, Body + end);
        return [.. reply["results"]!.AsArray().OrderBy(result => result!["index"]!.GetValue<int>()).Select(result => result!["relevance_score"]!.GetValue<float>())];
    }
}
