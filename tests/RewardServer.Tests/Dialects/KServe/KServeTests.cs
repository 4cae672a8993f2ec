using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects.KServe;

[Collection(BundledServer.Collection)]
public sealed class KServeTests(BundledServer bundled)
{
    private const string Problem = "Tom has 3 apples and buys 4 more. How many has he?";
    private const string Good = "Tom starts with 3.\n\nHe has 3 + 4 = 7.";
    private const string Bad = "He has 9.";
    private const string Infer = "/v2/models/arith-prm/infer";

    [Fact]
    public async Task Problems_with_responses_have_the_scores_of_the_native_api()
    {
        var body = Request(("problem", [Problem, Problem]), ("response", [Good, Bad]));
        var (reply, _) = await bundled.PostAsync(Infer, body.ToJsonString());

        Assert.Equal(("arith-prm", "1"), (reply["model_name"]!.GetValue<string>(), reply["model_version"]!.GetValue<string>()));
        var native = new[] { await bundled.NativeAsync("arith-prm", Problem, Good), await bundled.NativeAsync("arith-prm", Problem, Bad) };
        AssertOutput(reply, "score", "FP32", [2, 1], native.Select(result => result["score"]!.GetValue<float>()));
        var steps = native.SelectMany(result => result["steps"]!.AsArray()).Select(step => step!["score"]!.GetValue<float>()).ToArray();
        AssertOutput(reply, "step_scores", "FP32", [3], steps);
        AssertOutput(reply, "step_offsets", "INT64", [3], [0f, 2, 3]);
    }

    [Fact]
    public async Task Bytes_say_the_same_as_JSON()
    {
        var response = await new KServeBody()
            .Texts("problem", [2], Problem, Problem)
            .Texts("steps", [3], "Tom starts with 3.", "He has 3 + 4 = 7.", Bad)
            .Integers("step_counts", [2], 2, 1)
            .SendAsync(bundled.Server, Infer);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        var (reply, _) = await bundled.PostAsync(Infer, Request(("problem", [Problem, Problem]), ("response", [Good, Bad])).ToJsonString());

        foreach (var output in reply["outputs"]!.AsArray())
        {
            var (shape, data) = await KServeBody.OutputAsync(response, output!["name"]!.GetValue<string>());
            Assert.Equal(output["shape"]!.AsArray().Select(size => size!.GetValue<long>()), shape);
            Assert.Equal(BundledServer.Floats(output["data"]), output["datatype"]!.GetValue<string>() == "FP32" ? KServeBody.Floats(data) : [.. KServeBody.Integers(data).Select(number => (float)number)]);
        }
    }

    [Fact]
    public async Task Token_ids_are_taken_as_they_are()
    {
        var (first, second) = (bundled.TokensOf("arith-orm", Problem, Good), bundled.TokensOf("arith-orm", Problem, Bad));
        float[] expected = [await bundled.ScoreAsync("arith-orm", Problem, Good), await bundled.ScoreAsync("arith-orm", Problem, Bad)];
        var longest = Math.Max(first.Length, second.Length);
        long[] Padded(int[] ids) => [.. ids.Select(id => (long)id), .. new long[longest - ids.Length]];

        var rectangle = await new KServeBody()
            .Integers("input_ids", [2, longest], [.. Padded(first), .. Padded(second)])
            .Integers("row_lengths", [2], first.Length, second.Length)
            .SendAsync(bundled.Server, "/v2/models/arith-orm/versions/1/infer");
        Assert.Equal(expected, KServeBody.Floats((await KServeBody.OutputAsync(rectangle, "score")).Data));
        var list = await new KServeBody()
            .Integers("input_ids", [first.Length + second.Length], [.. first.Concat(second).Select(id => (long)id)])
            .Integers("row_lengths", [2, 1], first.Length, second.Length)
            .SendAsync(bundled.Server, "/kserve/v2/models/arith-orm/infer");
        Assert.Equal(expected, KServeBody.Floats((await KServeBody.OutputAsync(list, "score")).Data));

        // NeMo-Aligner's names, of the model that it asks for whatever is served.
        var nemo = await new KServeBody()
            .Integers("tokens", [2, longest], [.. Padded(first), .. Padded(second)])
            .Integers("sequence_lengths", [2, 1], first.Length, second.Length)
            .SendAsync(bundled.Server, "/v2/models/reward_model/infer");
        var (shape, data) = await KServeBody.OutputAsync(nemo, "rewards");
        Assert.Equal([2L, 1], shape);
        Assert.Equal(expected, KServeBody.Floats(data));
    }

    [Fact]
    public async Task Texts_and_sentences_are_whole_inputs()
    {
        var text = (await new KServeBody().Texts("text", [1, 1], Problem).SendAsync(bundled.Server, "/v2/models/m/infer"), await new KServeBody().Texts("sentences", [1, 1], Problem).SendAsync(bundled.Server, "/v2/models/reward_model/infer"));
        var score = (await KServeBody.OutputAsync(text.Item1, "score")).Data;
        Assert.Equal(score, (await KServeBody.OutputAsync(text.Item2, "rewards")).Data);
        // A body without JSON is the one text itself.
        var raw = await KServeBody.SendAsync(bundled.Server, "/v2/models/m/infer", Encoding.UTF8.GetBytes(Problem), "0");
        Assert.Equal(score, (await KServeBody.OutputAsync(raw, "score")).Data);
    }

    [Fact]
    public async Task Real_clients_find_what_they_read()
    {
        foreach (var captured in CapturedRequests.Of("tritonclient"))
        {
            var response = await CapturedRequests.SendAsync(bundled.Server, captured);
            var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{captured["path"]}: {Encoding.UTF8.GetString(body)}");
            if (captured["method"]!.GetValue<string>() != "POST")
                continue;
            Assert.Equal("inputs.input_ids", Assert.Single(response.Headers.GetValues("x-ignored-fields")));
            var scores = captured["body_base64"] is null
                ? BundledServer.Floats(JsonNode.Parse(body)!["outputs"]![0]!["data"])
                : KServeBody.Floats((await KServeBody.OutputAsync(response, "score")).Data);
            Assert.Equal(2, scores.Length);
        }
    }

    [Fact]
    public async Task Documented_replies_have_the_same_fields()
    {
        var documented = CapturedRequests.Read("triton.jsonl").Where(pair => pair["section"]!.GetValue<string>() == "Examples" && pair["response_raw"] is not null).ToArray();
        Assert.Equal(2, documented.Length);
        foreach (var pair in documented)
        {
            var isRaw = pair["request"]!["headers"]!["Inference-Header-Content-Length"]!.GetValue<string>() == "0";
            var response = isRaw
                ? await KServeBody.SendAsync(bundled.Server, "/v2/models/m/infer", Encoding.UTF8.GetBytes(Problem), "0")
                : await new KServeBody().Texts("text", [1], Problem).SendAsync(bundled.Server, "/v2/models/m/infer");
            var shown = pair["response_raw"]!.GetValue<string>().Split('\n');
            Assert.Equal(shown[1], $"Content-Type: {response.Content.Headers.ContentType}");
            var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            var length = int.Parse(Assert.Single(response.Headers.GetValues("Inference-Header-Content-Length")), System.Globalization.CultureInfo.InvariantCulture);
            var ours = JsonNode.Parse(bytes.AsSpan(0, length))!["outputs"]![0]!.AsObject();
            var text = string.Join('\n', shown.SkipWhile(line => line != "{").TakeWhile(line => !line.StartsWith('<')));
            var theirs = JsonNode.Parse(text)!["outputs"]![0]!.AsObject();
            Assert.Equal(theirs.Select(field => field.Key).Order(), ours.Select(field => field.Key).Order());
            Assert.Equal(theirs["parameters"]!.AsObject().Select(field => field.Key), ours["parameters"]!.AsObject().Select(field => field.Key));
            Assert.Equal(bytes.Length - length, ours["parameters"]!["binary_data_size"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Models_say_what_they_take_and_give()
    {
        var metadata = await bundled.GetAsync("/v2/models/arith-prm");
        Assert.Equal(["score", "step_scores", "step_offsets"], metadata["outputs"]!.AsArray().Select(output => output!["name"]!.GetValue<string>()));
        Assert.Equal("BYTES", metadata["inputs"]![0]!["datatype"]!.GetValue<string>());
        Assert.Equal(["score"], (await bundled.GetAsync("/v2/models/arith-orm/versions/1"))["outputs"]!.AsArray().Select(output => output!["name"]!.GetValue<string>()));

        // What PyTriton's client needs: name, batching, and type and dimensions of each tensor.
        var nemo = await bundled.GetAsync("/v2/models/reward_model/config");
        Assert.Equal("reward_model", nemo["name"]!.GetValue<string>());
        Assert.Equal(1024, nemo["max_batch_size"]!.GetValue<int>());
        Assert.NotNull(nemo["dynamic_batching"]);
        Assert.Equal(
            ["""{"name":"sentences","data_type":"TYPE_STRING","dims":[-1],"optional":true}""", """{"name":"tokens","data_type":"TYPE_INT64","dims":[-1],"optional":true}""", """{"name":"sequence_lengths","data_type":"TYPE_INT64","dims":[-1],"optional":true}"""],
            nemo["input"]!.AsArray().Select(input => input!.ToJsonString()));
        Assert.Equal("""{"name":"rewards","data_type":"TYPE_FP32","dims":[1],"optional":false}""", nemo["output"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Server_says_what_it_is_and_that_it_is_ready()
    {
        Assert.Contains("binary_tensor_data", (await bundled.GetAsync("/v2"))["extensions"]!.AsArray().Select(extension => extension!.GetValue<string>()));
        Assert.Equal("""{"live":true}""", (await bundled.GetAsync("/v2/health/live")).ToJsonString());
        Assert.Equal("""{"ready":true}""", (await bundled.GetAsync("/v2/health/ready")).ToJsonString());
        Assert.Equal("""{"name":"reward_model","ready":true}""", (await bundled.GetAsync("/v2/models/reward_model/versions/1/ready")).ToJsonString());
        var index = await KServeBody.SendAsync(bundled.Server, "/v2/repository/index", [], null);
        var models = JsonNode.Parse(await index.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsArray();
        Assert.Equal(["arith-implicit", "arith-orm", "arith-prm", "arith-verifier"], models.Select(model => model!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[]}""", 400, "inputs must not be empty")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"problem","shape":[1],"datatype":"BYTES","data":["p"]}]}""", 400, "'response'")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"frob","shape":[1],"datatype":"BYTES","data":["p"]}]}""", 400, "send problem")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"problem","shape":[1],"datatype":"STRING","data":["p"]}]}""", 400, "datatype")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"problem","shape":[2],"datatype":"BYTES","data":["p"]}]}""", 400, "2 elements")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"problem","shape":[1],"datatype":"INT64","data":[1]},{"name":"response","shape":[1],"datatype":"BYTES","data":["r"]}]}""", 400, "expected BYTES")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"problem","shape":[1],"datatype":"BYTES","data":["p"]},{"name":"response","shape":[1],"datatype":"BYTES","data":[""]}]}""", 400, "row 0")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["p"]}],"outputs":[{"name":"frob"}]}""", 400, "no such output")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["p"]},{"name":"text","shape":[1],"datatype":"BYTES","data":["p"]}]}""", 400, "twice")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["no tag"]}]}""", 400, "step tag")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"input_ids","shape":[2000000000,0],"datatype":"INT64","data":[]}]}""", 400, "more than the 1024")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"input_ids","shape":[1,1],"datatype":"INT64","data":[-1]}]}""", 400, "no token id")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"input_ids","shape":[1,1],"datatype":"INT64","data":[99999]}]}""", 400, "99999")]
    [InlineData("/v2/models/arith-prm/infer", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["p"]}],"parameters":{"timeout":-1}}""", 400, "timeout")]
    [InlineData("/v2/models/arith-prm/infer", "{", 400, "")]
    [InlineData("/v2/models/none/infer", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["p"]}]}""", 404, "none")]
    [InlineData("/v2/models/arith-prm/versions/2/infer", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["p"]}]}""", 404, "version")]
    public async Task What_is_wrong_is_said_in_its_shape(string path, string json, int status, string part)
    {
        var (reply, _) = await bundled.PostAsync(path, json, (HttpStatusCode)status);
        Assert.Equal(["error"], reply.AsObject().Select(field => field.Key));
        Assert.Contains(part, reply["error"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("9999999")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    [InlineData("5")]
    [InlineData("0x10")]
    public async Task A_wrong_length_of_the_JSON_is_an_error(string length)
    {
        var response = await KServeBody.SendAsync(bundled.Server, Infer, new KServeBody().Texts("text", [1], "p").ToBytes().Body, length);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_web_page_is_refused_and_a_program_needs_no_media_type()
    {
        var json = Encoding.UTF8.GetBytes(Request(("problem", [Problem]), ("response", [Bad])).ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await KServeBody.SendAsync(bundled.Server, Infer, json, null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await KServeBody.SendAsync(bundled.Server, Infer, json, null, ("Origin", "http://evil.example"))).StatusCode);
    }

    [Fact]
    public async Task Parameters_change_the_call_and_unknown_ones_are_named()
    {
        var body = Request(("problem", [Problem]), ("response", [Good]));
        body["parameters"] = new JsonObject { ["aggregation"] = "mean", ["priority"] = 1, ["timeout"] = 60_000_000 };
        body["frobs"] = 1;
        var (reply, response) = await bundled.PostAsync(Infer, body.ToJsonString());
        Assert.Equal("frobs,parameters.priority", Assert.Single(response.Headers.GetValues("x-ignored-fields")));
        var steps = (await bundled.NativeAsync("arith-prm", Problem, Good))["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>());
        Assert.Equal(steps.Average(), BundledServer.Floats(reply["outputs"]![0]!["data"])[0], 1e-6);
    }

    [Fact]
    public async Task A_busy_server_says_when_to_come_back()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "1"));
        await using var _ = server;
        var busy = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var response = await server.PostToAsync("/v2/models/tiny-prm/infer", Request(("problem", [Problem]), ("response", [Bad])).ToJsonString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        engine.Open();
        Assert.Equal(HttpStatusCode.OK, (await busy).StatusCode);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var server = await TestServer.StartAsync(("Dialects:Off:0", "kserve"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync("/v2", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync("/kserve/v2", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static JsonObject Request(params (string Name, string[] Values)[] inputs) => new()
    {
        ["inputs"] = new JsonArray([.. inputs.Select(input => (JsonNode)new JsonObject
        {
            ["name"] = input.Name,
            ["shape"] = new JsonArray(input.Values.Length, 1),
            ["datatype"] = "BYTES",
            ["data"] = new JsonArray([.. input.Values.Select(value => (JsonNode)value)]),
        })]),
    };

    private static void AssertOutput(JsonNode reply, string name, string datatype, int[] shape, IEnumerable<float> expected)
    {
        var output = reply["outputs"]!.AsArray().Single(output => output!["name"]!.GetValue<string>() == name)!;
        Assert.Equal(datatype, output["datatype"]!.GetValue<string>());
        Assert.Equal(shape, output["shape"]!.AsArray().Select(size => size!.GetValue<int>()));
        Assert.Equal(expected, BundledServer.Floats(output["data"]));
    }
}
