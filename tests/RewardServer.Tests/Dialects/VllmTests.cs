using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects;

[Collection(SharedDialects.Name)]
public sealed class VllmTests(DialectServer dialects)
{
    private const string System = "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n";
    private const string Rendered = System + "<|im_start|>user\nWhat is 2 + 3?<|im_end|>\n<|im_start|>assistant\n2 + 3 = 5<extra_0>The answer is 5.<extra_0><|im_end|>\n";
    private const string Chat = "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n<|im_start|>user\nWhat is 2 + 3?<|im_end|>\n<|im_start|>assistant\nIt is 5.<|im_end|>\n";
    private const string NativeSteps = """{"model":"prm","trajectories":[{"problem":"What is 2 + 3?","steps":["2 + 3 = 5","The answer is 5."]}],"include":["logits"]}""";
    private const string NativeChat = """{"model":"m","trajectories":[{"problem":"What is 2 + 3?","response":"It is 5."}],"include":["logits"]}""";

    [Fact]
    public async Task Pooling_of_a_rendered_chat_is_the_native_score_bit_for_bit()
    {
        var steps = (await dialects.Server.ScoreAsync(NativeSteps))["results"]![0]!["steps"]!.AsArray();
        var raw = await PoolAsync(Body("prm", Rendered, ("use_activation", false)));
        var probabilities = await PoolAsync(Body("prm", Rendered));
        Assert.Equal(2, raw.Length);
        for (var step = 0; step < 2; step++)
        {
            Assert.Equal(DialectServer.Floats(steps[step]!["logits"]), raw[step]);
            Assert.Equal(steps[step]!["score"]!.GetValue<float>(), probabilities[step][1]);
            Assert.Equal(1, probabilities[step].Sum(), 1e-6);
        }
    }

    [Fact]
    public async Task Pooling_of_messages_is_the_pooling_of_what_they_render_to()
    {
        var messages = new JsonArray(Message("user", "What is 2 + 3?"), Message("assistant", "2 + 3 = 5<extra_0>The answer is 5.<extra_0>"));
        var body = new JsonObject { ["model"] = "prm", ["messages"] = messages };
        Assert.Equal(await PoolAsync(Body("prm", Rendered)), await PoolAsync(body));
    }

    [Fact]
    public async Task Pooling_of_ids_is_the_pooling_of_their_text()
    {
        var ids = (await dialects.AskAsync("/tokenize", new JsonObject { ["model"] = "prm", ["prompt"] = Rendered }.ToJsonString()))["tokens"]!;
        Assert.Equal(2, ids.AsArray().Count(id => id!.GetValue<int>() == 760));
        Assert.Equal(await PoolAsync(Body("prm", Rendered)), await PoolAsync(new JsonObject { ["model"] = "prm", ["input"] = new JsonArray(ids.DeepClone()) }));
    }

    [Fact]
    public async Task A_step_s_score_is_cached_across_apis()
    {
        var body = Body("prm", Rendered.Replace("2 + 3", "7 + 8", StringComparison.Ordinal));
        await PoolAsync(body);
        var native = await dialects.Server.ScoreAsync("""{"model":"prm","trajectories":[{"problem":"What is 7 + 8?","steps":["7 + 8 = 5","The answer is 5."]}]}""");
        Assert.Equal("hit", native["results"]![0]!["cache"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pooling_extensions_choose_tags_and_outputs_and_tell_steps()
    {
        var all = await PoolAsync(Body("prm", Rendered, ("use_activation", false)));
        var swapped = await PoolAsync(Body("prm", Rendered, ("use_activation", false), ("returned_token_ids", new JsonArray(1, 0))));
        Assert.Equal([all[0][1], all[0][0]], swapped[0]);
        Assert.Equal(all, await PoolAsync(Body("prm", Rendered, ("use_activation", false), ("step_tag_id", 760))));
        var turns = await PoolAsync(Body("prm", Rendered, ("step_tag", "<|im_start|>"), ("returned_token_ids", new JsonArray(1))));
        Assert.Equal(3, turns.Length);
        Assert.All(turns, row => Assert.InRange(Assert.Single(row), 0, 1));

        var reply = await dialects.AskAsync("/pooling", Body("prm", Rendered, ("return_steps", true)).ToJsonString());
        var native = (await dialects.Server.ScoreAsync(NativeSteps))["results"]![0]!["steps"]!.AsArray();
        Assert.Equal(native.Select(step => step!["score"]!.GetValue<float>()), reply["data"]![0]!["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>()));
    }

    [Theory]
    [InlineData("little")]
    [InlineData("big")]
    public async Task Encodings_hold_the_same_bits(string order)
    {
        var floats = (await PoolAsync(Body("prm", Rendered))).SelectMany(row => row).ToArray();
        var body = Body("prm", Rendered, ("encoding_format", "base64"), ("endianness", order));
        var base64 = (await dialects.AskAsync("/pooling", body.ToJsonString()))["data"]![0]!["data"]!.GetValue<string>();
        Assert.Equal(floats, Decode(Convert.FromBase64String(base64), order));

        body["encoding_format"] = "bytes";
        var response = await dialects.Server.PostToAsync("/pooling", body.ToJsonString());
        var metadata = JsonNode.Parse(Assert.Single(response.Headers.GetValues("metadata")))!;
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(floats, Decode(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), order));
        Assert.Equal("[2,2]", metadata["data"]![0]!["shape"]!.ToJsonString());
        Assert.Equal((0, 16), (metadata["data"]![0]!["start"]!.GetValue<int>(), metadata["data"]![0]!["end"]!.GetValue<int>()));

        body["encoding_format"] = "bytes_only";
        Assert.False((await dialects.Server.PostToAsync("/pooling", body.ToJsonString())).Headers.Contains("metadata"));
    }

    [Fact]
    public async Task Classify_without_activation_is_what_the_head_puts_out()
    {
        var native = (await dialects.Server.ScoreAsync(NativeChat))["results"]![0]!;
        foreach (var name in (string[])["use_activation", "activation", "softmax"])
            Assert.Equal(DialectServer.Floats(native["logits"]), await ClassifyAsync(Body("m", Chat, (name, false))));
        var probabilities = await ClassifyAsync(Body("m", Chat));
        Assert.Equal(native["score"]!.GetValue<float>(), probabilities[1]);
        Assert.Equal(probabilities, await ClassifyAsync(new JsonObject { ["model"] = "m", ["messages"] = new JsonArray(Message("user", "What is 2 + 3?"), Message("assistant", "It is 5.")) }));
    }

    [Fact]
    public async Task One_logit_gets_a_sigmoid_and_never_a_softmax()
    {
        const string text = "2 + 3?\nIt is 5.<extra_0>";
        var logit = Assert.Single(await ClassifyAsync(Body("arith-orm", text, ("use_activation", false))));
        Assert.Equal((float)(1 / (1 + Math.Exp(-(double)logit))), Assert.Single(await ClassifyAsync(Body("arith-orm", text))));
        Assert.NotEqual(1, logit);
    }

    [Fact]
    public async Task Bos_is_put_in_front_once_whether_it_was_stripped_or_not()
    {
        var without = await UsageAsync("m", Chat);
        var stripped = await dialects.AskAsync("/classify", Body("bos", Chat).ToJsonString());
        var given = await dialects.AskAsync("/classify", Body("bos", "<|endoftext|>" + Chat).ToJsonString());
        var unwanted = await dialects.AskAsync("/classify", Body("bos", Chat, ("add_special_tokens", false)).ToJsonString());
        Assert.Equal(without + 1, stripped["usage"]!["prompt_tokens"]!.GetValue<int>());
        Assert.Equal(stripped["data"]!.ToJsonString(), given["data"]!.ToJsonString());
        Assert.Equal(without + 1, given["usage"]!["prompt_tokens"]!.GetValue<int>());
        Assert.Equal(without, unwanted["usage"]!["prompt_tokens"]!.GetValue<int>());
        var metrics = await dialects.Server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        var counted = Assert.Single(metrics.Split('\n'), line => line.StartsWith("rewardserve_double_bos_total{", StringComparison.Ordinal));
        Assert.Contains("model=\"bos\"", counted, StringComparison.Ordinal);
        Assert.Matches(@"\} [1-9]", counted);
    }

    [Theory]
    [InlineData("""{"use_activation":true,"activation":false}""", "/use_activation")]
    [InlineData("""{"chat_template":"{{ 1 }}"}""", "/chat_template")]
    [InlineData("""{"chat_template_kwargs":{"tokenize":true}}""", "/chat_template_kwargs")]
    [InlineData("""{"mm_processor_kwargs":{}}""", "/mm_processor_kwargs")]
    [InlineData("""{"dimensions":4}""", "/dimensions")]
    [InlineData("""{"normalize":true}""", "/normalize")]
    [InlineData("""{"truncate_prompt_tokens":-2}""", "/truncate_prompt_tokens")]
    [InlineData("""{"continue_final_message":true}""", "/continue_final_message")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "/messages")]
    [InlineData("""{"input":[]}""", "/input")]
    [InlineData("""{"input":""}""", "/input")]
    [InlineData("""{"input":[1,"a"]}""", "/input/1")]
    [InlineData("""{"input":[[1],[99999]]}""", "/input/1")]
    [InlineData("""{"input":[1.5]}""", "/input/0")]
    [InlineData("""{"input":{"a":1}}""", "/input")]
    public async Task What_is_wrong_is_said_in_its_shape(string fields, string place)
    {
        var body = Body("m", "x");
        foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject())
            body[name] = value?.DeepClone();
        AssertWrong(await dialects.RefuseAsync("/classify", body.ToJsonString()), place);
    }

    [Fact]
    public async Task Half_a_character_is_no_text() =>
        AssertWrong(await dialects.RefuseAsync("/classify", """{"model":"m","input":"\ud800"}"""), "/input");

    private static void AssertWrong(JsonNode reply, string place)
    {
        var error = reply["error"]!;
        Assert.StartsWith(place + ":", error["message"]!.GetValue<string>());
        Assert.Equal(("BadRequestError", 400), (error["type"]!.GetValue<string>(), error["code"]!.GetValue<int>()));
        Assert.Null(error["param"]);
    }

    [Fact]
    public async Task Verl_s_retry_codes_are_kept()
    {
        // 4xx are never tried again, so they are for what will not change.
        Assert.Equal("NotFoundError", (await dialects.RefuseAsync("/classify", Body("nobody", "x").ToJsonString(), HttpStatusCode.NotFound))["error"]!["type"]!.GetValue<string>());
        await dialects.RefuseAsync("/classify", Body("m", string.Concat(Enumerable.Repeat("word ", 2000))).ToJsonString());
        await dialects.RefuseAsync("/classify", "{");
        // 5xx are: a server that is starting or has too much to do.
        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "10"), ("Dialects:AggregateSteps", "true"));
        await using var _ = server;
        var first = server.PostToAsync("/classify", """{"input":"a<extra_0>"}""");
        await engine.WhenEnteredAsync();
        var second = await server.PostToAsync("/classify", """{"input":"a text that is not short <extra_0>"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter!.Delta);
        Assert.Equal("ServiceUnavailableError", JsonNode.Parse(await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!["type"]!.GetValue<string>());
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
    }

    [Fact]
    public async Task Too_long_is_cut_only_on_request_and_said()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 2000)) + "end";
        foreach (var side in (string[])["left", "right"])
        {
            var response = await dialects.Server.PostToAsync("/classify", Body("m", text, ("truncate_prompt_tokens", 7), ("truncation_side", side)).ToJsonString());
            var reply = await DialectServer.SuccessAsync(response);
            Assert.Equal("1", Assert.Single(response.Headers.GetValues("x-truncated")));
            Assert.Equal(7, reply["usage"]!["prompt_tokens"]!.GetValue<int>());
        }
        var whole = await dialects.Server.PostToAsync("/classify", Body("m", "x", ("truncate_prompt_tokens", -1)).ToJsonString());
        await DialectServer.SuccessAsync(whole);
        Assert.False(whole.Headers.Contains("x-truncated"));
    }

    [Fact]
    public async Task Fields_without_meaning_are_named()
    {
        var response = await dialects.Server.PostToAsync("/classify", Body("m", "x", ("user", "u"), ("priority", 3), ("padding", "max_length"), ("frobs", 1), ("a b\r\nc", 1)).ToJsonString());
        await DialectServer.SuccessAsync(response);
        Assert.Equal("?,frobs,padding,priority,user", Assert.Single(response.Headers.GetValues("x-ignored-fields")));
    }

    [Fact]
    public async Task Process_models_are_not_reduced_to_one_number_unless_configured()
    {
        Assert.Contains("/pooling", (await dialects.RefuseAsync("/classify", Body("prm", Rendered).ToJsonString()))["error"]!["message"]!.GetValue<string>());
        await using var server = await DialectServer.StartAsync(("Dialects:AggregateSteps", "true"));
        var native = await server.ScoreAsync(NativeSteps);
        var reply = await DialectServer.SuccessAsync(await server.PostToAsync("/classify", Body("prm", Rendered).ToJsonString()));
        Assert.Equal(native["results"]![0]!["score"]!.GetValue<float>(), Assert.Single(DialectServer.Floats(reply["data"]![0]!["probs"])));
    }

    [Fact]
    public async Task An_input_without_a_step_tag_is_refused() =>
        Assert.Contains("step tag", (await dialects.RefuseAsync("/pooling", Body("prm", "vLLM is great!").ToJsonString()))["error"]!["message"]!.GetValue<string>());

    [Theory]
    [InlineData("/score")]
    [InlineData("/v1/score")]
    [InlineData("/vllm/v1/score")]
    public async Task Score_pairs_texts_as_many_to_one_or_side_by_side(string path)
    {
        var one = await dialects.AskAsync(path, """{"model":"m","text_1":"What is 2 + 3?","text_2":["It is 5.","It is 4."]}""");
        var two = await dialects.AskAsync(path, """{"model":"m","queries":["What is 2 + 3?","What is 2 + 3?"],"items":["It is 5.",{"content":[{"type":"text","text":"It is 4."}]}]}""");
        Assert.Equal(one["data"]!.ToJsonString(), two["data"]!.ToJsonString());
        var native = (await dialects.Server.ScoreAsync(NativeChat))["results"]![0]!["score"]!.GetValue<float>();
        Assert.Equal(native, one["data"]![0]!["score"]!.GetValue<float>());
        await dialects.RefuseAsync(path, """{"model":"m","text_1":["a","b"],"text_2":["c","d","e"]}""");
        await dialects.RefuseAsync(path, """{"model":"m","text_1":"a","queries":"b","text_2":"c"}""");
        await dialects.RefuseAsync(path, """{"model":"m","text_1":"a","text_2":[[1,2]]}""");
    }

    [Fact]
    public async Task Score_activates_logits_alone()
    {
        const string body = """{"model":"arith-orm","queries":"What is 2 + 3?","documents":["It is 5."]""";
        var raw = (await dialects.AskAsync("/score", body + ""","use_activation":false}"""))["data"]![0]!["score"]!.GetValue<float>();
        var native = (await dialects.Server.ScoreAsync("""{"model":"arith-orm","trajectories":[{"problem":"What is 2 + 3?","response":"It is 5."}]}"""))["results"]![0]!["score"]!.GetValue<float>();
        Assert.Equal(native, raw);
        Assert.Equal((float)(1 / (1 + Math.Exp(-(double)raw))), (await dialects.AskAsync("/score", body + "}"))["data"]![0]!["score"]!.GetValue<float>());
    }

    [Fact]
    public async Task Generative_scoring_is_the_share_of_the_first_label()
    {
        const string body = """{"model":"labels","query":"Is it? ","items":["yes","no"],"label_token_ids":""";
        var first = await dialects.AskAsync("/generative_scoring", body + "[10,11]}");
        var second = await dialects.AskAsync("/generative_scoring", body + "[11,10]}");
        for (var item = 0; item < 2; item++)
            Assert.Equal(1, first["data"]![item]!["score"]!.GetValue<float>() + second["data"]![item]!["score"]!.GetValue<float>(), 1e-6);
        Assert.Contains("10, 11", (await dialects.RefuseAsync("/generative_scoring", body + "[12]}"))["error"]!["message"]!.GetValue<string>());
        Assert.Contains("apply_softmax", (await dialects.RefuseAsync("/generative_scoring", body + "[10],\"apply_softmax\":false}"))["error"]!["message"]!.GetValue<string>());
    }

    private static JsonObject Body(string model, string input, params (string Name, JsonNode? Value)[] more)
    {
        var body = new JsonObject { ["model"] = model, ["input"] = input };
        foreach (var (name, value) in more)
            body[name] = value;
        return body;
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private async Task<float[][]> PoolAsync(JsonObject body) =>
        [.. (await dialects.AskAsync("/pooling", body.ToJsonString()))["data"]![0]!["data"]!.AsArray().Select(DialectServer.Floats)];

    private async Task<float[]> ClassifyAsync(JsonObject body) =>
        DialectServer.Floats((await dialects.AskAsync("/classify", body.ToJsonString()))["data"]![0]!["probs"]);

    private async Task<int> UsageAsync(string model, string text) =>
        (await dialects.AskAsync("/classify", Body(model, text).ToJsonString()))["usage"]!["prompt_tokens"]!.GetValue<int>();

    private static float[] Decode(byte[] bytes, string order) =>
        [.. bytes.Chunk(4).Select(chunk => order == "big" ? BinaryPrimitives.ReadSingleBigEndian(chunk) : BinaryPrimitives.ReadSingleLittleEndian(chunk))];
}
