using System.Text;
using System.Text.Json.Nodes;
using RewardServer.TestKit;

namespace RewardServer.Tests.Dialects;

/// <summary>Requests that real clients sent, as they sent them; each is answered with a body in which that client finds what it reads.</summary>
[Collection(SharedDialects.Name)]
public sealed class CapturedRequestTests(DialectServer dialects)
{
    [Fact]
    public async Task Every_captured_request_finds_what_its_client_reads()
    {
        Assert.SkipUnless(SharedData.Exists("wire"), SharedData.SkipReason);
        var seen = 0;
        foreach (var line in await File.ReadAllLinesAsync(SharedData.Path("wire", "captured-client-requests.jsonl"), TestContext.Current.CancellationToken))
        {
            var captured = JsonNode.Parse(line)!;
            var (client, path) = (captured["client"]!.GetValue<string>(), captured["path"]!.GetValue<string>());
            if (ReadBy(client, path) is not { } read)
                continue;
            read(await SendAsync(captured, path), captured["json"]);
            seen++;
        }
        Assert.Equal(20, seen);
    }

    [Fact]
    public async Task Infinity_s_client_finds_its_labels_behind_its_prefix()
    {
        var reply = await dialects.AskAsync("/infinity/classify", """{"input": ["a", "b"], "model": "m", "raw_scores": false}""");
        Assert.Equal(2, reply["data"]!.AsArray().Count);
        Assert.All(reply["data"]!.AsArray(), labels =>
        {
            var scores = labels!.AsArray().Select(label => label!["score"]!.GetValue<float>()).ToArray();
            Assert.Equal(scores.OrderDescending(), scores);
            Assert.InRange(scores.Sum(), 0.999f, 1.001f);
            Assert.StartsWith("LABEL_", labels[0]!["label"]!.GetValue<string>());
        });
    }

    private static Action<JsonNode, JsonNode?>? ReadBy(string client, string path) => (client.Split(' ')[0], path) switch
    {
        ("vllm", "/v1/models") => (reply, _) => Assert.NotEmpty(reply["data"]![0]!["id"]!.GetValue<string>()),
        ("vllm", "/tokenize") => (reply, _) => Assert.NotEmpty(reply["tokens"]!.AsArray()),
        ("vllm", "/classify") => (reply, request) =>
        {
            Assert.Equal(request!["input"]!.AsArray().Count, reply["data"]!.AsArray().Count);
            Assert.All(reply["data"]!.AsArray(), item => Assert.Equal(2, item!["probs"]!.AsArray().Count));
        }
        ,
        ("vllm", "/pooling") => (reply, _) => Assert.All(reply["data"]!.AsArray(), item => Assert.NotEmpty(DialectServer.Floats(item!["data"]))),
        ("vllm", "/score") => (reply, request) =>
        {
            var documents = request!["documents"] is JsonArray list ? list.Count : 1;
            Assert.Equal(documents, reply["data"]!.AsArray().Count);
            Assert.All(reply["data"]!.AsArray(), item => Assert.InRange(item!["score"]!.GetValue<float>(), 0, 1));
        }
        ,
        ("vllm" or "infinity_client", "/rerank") => (reply, request) =>
        {
            Assert.Equal(request!["documents"]!.AsArray().Count, reply["results"]!.AsArray().Count);
            Assert.All(reply["results"]!.AsArray(), item => Assert.InRange(item!["relevance_score"]!.GetValue<float>(), 0, 1));
        }
        ,
        // float(output["data"][-1]["probs"][-1])
        ("verl", "/classify") => (reply, _) => Assert.True(float.IsFinite(DialectServer.Floats(reply["data"]!.AsArray()[^1]!["probs"])[^1])),
        // At the root such a body is vLLM's; see the test of the prefix.
        ("infinity_client", "/classify") => (reply, _) => Assert.Equal(2, reply["data"]!.AsArray().Count),
        _ => null,
    };

    private async Task<JsonNode> SendAsync(JsonNode captured, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(captured["method"]!.GetValue<string>()), path);
        if (captured["json"] is { } body)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.UserAgent.ParseAdd(captured["headers"]!["User-Agent"]!.GetValue<string>().Replace("Test Client", "TestClient", StringComparison.Ordinal));
        return await DialectServer.SuccessAsync(await dialects.Server.Http.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
