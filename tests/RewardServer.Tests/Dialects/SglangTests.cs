using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace RewardServer.Tests.Dialects;

[Collection(SharedDialects.Name)]
public sealed class SglangTests(DialectServer dialects)
{
    private const string Native = """{"model":"m","trajectories":[{"problem":"q","response":"r"}],"include":["logits"]}""";

    [Fact]
    public async Task Classify_is_the_bare_head_and_one_object_for_one_text()
    {
        var logits = DialectServer.Floats((await dialects.Server.ScoreAsync(Native))["results"]![0]!["logits"]);
        var pair = await dialects.AskAsync("/classify", """{"text":[["q","r"]],"rid":["a"]}""");
        Assert.Equal(logits, DialectServer.Floats(pair[0]!["embedding"]));
        Assert.Equal("a", pair[0]!["meta_info"]!["id"]!.GetValue<string>());
        var chat = await dialects.AskAsync("/classify", """{"conv":[[{"role":"user","content":"q"},{"role":"assistant","content":"r"}]]}""");
        Assert.Equal(logits, DialectServer.Floats(chat[0]!["embedding"]));

        var one = await dialects.AskAsync("/classify", """{"text":"some text"}""");
        Assert.Equal(["embedding", "meta_info"], one.AsObject().Select(field => field.Key));
        Assert.Equal(["id", "prompt_tokens", "e2e_latency", "finish_reason"], one["meta_info"]!.AsObject().Select(field => field.Key));
        var list = await dialects.AskAsync("/classify", """{"text":["some text","b"]}""");
        Assert.Equal(DialectServer.Floats(one["embedding"]), DialectServer.Floats(list[0]!["embedding"]));
    }

    [Fact]
    public async Task Classify_takes_put_and_ids()
    {
        var text = DialectServer.Floats((await dialects.AskAsync("/vllm/classify", """{"input":[[1,2,3]],"use_activation":false}"""))["data"]![0]!["probs"]);
        var response = await dialects.Server.Http.PutAsync("/classify", JsonContent.Create(new { input_ids = new[] { 1, 2, 3 } }), TestContext.Current.CancellationToken);
        Assert.Equal(text, DialectServer.Floats((await DialectServer.SuccessAsync(response))["embedding"]));
    }

    [Fact]
    public async Task V1_classify_always_activates_and_says_when_by_a_sigmoid()
    {
        const string body = """{"model":"arith-orm","input":"2 + 3?\nIt is 5.<extra_0>"}""";
        var response = await dialects.Server.PostToAsync("/v1/classify", body);
        var reply = await DialectServer.SuccessAsync(response);
        Assert.Equal("single-logit-sigmoid", Assert.Single(response.Headers.GetValues("x-compat-note")));
        Assert.Equal((await dialects.AskAsync("/vllm/classify", body))["data"]!.ToJsonString(), reply["data"]!.ToJsonString());
        Assert.False((await dialects.Server.PostToAsync("/v1/classify", """{"input":"a"}""")).Headers.Contains("x-compat-note"));
    }

    [Fact]
    public async Task Score_gives_each_item_its_labels()
    {
        var reply = await dialects.AskAsync("/v1/score", """{"model":"labels","query":"Is it? ","items":["yes","no"],"label_token_ids":[10,11],"apply_softmax":true}""");
        Assert.Equal(["scores", "model", "usage", "object"], reply.AsObject().Select(field => field.Key));
        Assert.All(reply["scores"]!.AsArray(), scores => Assert.Equal(1, DialectServer.Floats(scores).Sum(), 1e-6));
        var swapped = await dialects.AskAsync("/v1/score", """{"model":"labels","query":"yes","items":["Is it? "],"item_first":true,"label_token_ids":[10,11],"apply_softmax":true}""");
        Assert.Equal(DialectServer.Floats(reply["scores"]![0]), DialectServer.Floats(swapped["scores"]![0]));

        var classifier = await dialects.AskAsync("/v1/score", """{"model":"m","query":"a","items":["b"]}""");
        var head = await dialects.AskAsync("/vllm/classify", """{"model":"m","input":"ab","use_activation":false}""");
        Assert.Equal(DialectServer.Floats(head["data"]![0]!["probs"]), DialectServer.Floats(classifier["scores"]![0]));
    }

    [Theory]
    [InlineData("/classify", """{"text":"a","input_ids":[1]}""")]
    [InlineData("/classify", """{"text":[]}""")]
    [InlineData("/classify", """{"text":[["a"]]}""")]
    [InlineData("/classify", """{"text":[["a","b"],"c"]}""")]
    [InlineData("/classify", """{"conv":[1]}""")]
    [InlineData("/classify", """{"text":"a","image_data":"x"}""")]
    [InlineData("/classify", """{"text":"a","model":"prm"}""")]
    [InlineData("/v1/score", """{"query":"a","items":["b"],"label_token_ids":[1]}""")]
    [InlineData("/v1/score", """{"query":"a","items":[[1]]}""")]
    [InlineData("/v1/score", """{"query":"a"}""")]
    [InlineData("/v1/score", """{"query":"a","items":["b"],"return_pooled_hidden_states":true}""")]
    public async Task What_is_wrong_is_said_in_its_shape(string path, string body)
    {
        var error = await dialects.RefuseAsync(path, body);
        Assert.Equal(["object", "message", "type", "param", "code"], error.AsObject().Select(field => field.Key));
        Assert.Equal(("error", "BadRequest", 400), (error["object"]!.GetValue<string>(), error["type"]!.GetValue<string>(), error["code"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Embeddings_are_what_verl_reads_of_sglang()
    {
        var reply = await dialects.AskAsync("/v1/embeddings", """{"model":"m","input":"<|im_start|>user\nq<|im_end|>\n"}""");
        var head = await dialects.AskAsync("/vllm/classify", """{"model":"m","input":"<|im_start|>user\nq<|im_end|>\n","use_activation":false}""");
        // output["data"][-1]["embedding"][-1]
        Assert.Equal(DialectServer.Floats(head["data"]![0]!["probs"])[^1], DialectServer.Floats(reply["data"]!.AsArray()[^1]!["embedding"])[^1]);
        Assert.Equal("embedding", reply["data"]![0]!["object"]!.GetValue<string>());
        var base64 = (await dialects.AskAsync("/v1/embeddings", """{"model":"m","input":"<|im_start|>user\nq<|im_end|>\n","encoding_format":"base64"}"""))["data"]![0]!["embedding"]!.GetValue<string>();
        Assert.Equal(8, Convert.FromBase64String(base64).Length);
        await dialects.RefuseAsync("/v1/embeddings", """{"model":"m","input":"a","dimensions":1}""");
        await dialects.RefuseAsync("/v1/embeddings", """{"model":"nobody","input":"a"}""", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lmdeploy_pools_to_a_bare_number()
    {
        var reply = await dialects.AskAsync("/lmdeploy/pooling", """{"model":"arith-orm","input":["2 + 3?\nIt is 5.<extra_0>"]}""");
        var head = await dialects.AskAsync("/classify", """{"model":"arith-orm","input":["2 + 3?\nIt is 5.<extra_0>"],"use_activation":false}""");
        Assert.Equal(DialectServer.Floats(head["data"]![0]!["probs"])[0], reply["data"]![0]!["data"]!.GetValue<float>());
        Assert.Equal(["message", "type", "code", "param", "object"], (await dialects.RefuseAsync("/lmdeploy/pooling", """{"input":[]}""")).AsObject().Select(field => field.Key));
    }
}
