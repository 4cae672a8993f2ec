using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.TestKit;

namespace RewardServer.Tests.Dialects;

/// <summary>Requests and replies from the documentation of other servers: the same request gets a reply of the same shape, field by field.</summary>
[Collection(SharedDialects.Name)]
public sealed class DocumentedPairTests(DialectServer dialects)
{
    // A file, a path, and how many such pairs it has.
    [Theory]
    [InlineData("vllm.jsonl", "/classify", 2)]
    [InlineData("vllm.jsonl", "/score", 3)]
    [InlineData("vllm.jsonl", "/v1/rerank", 1)]
    [InlineData("vllm-2025.jsonl", "/classify", 2)]
    [InlineData("vllm-2025.jsonl", "/score", 3)]
    [InlineData("vllm-2025.jsonl", "/v1/rerank", 1)]
    public async Task Reply_has_the_documented_shape(string file, string path, int count)
    {
        Assert.SkipUnless(SharedData.Exists("wire"), SharedData.SkipReason);
        var pairs = (await File.ReadAllLinesAsync(SharedData.Path("wire", file), TestContext.Current.CancellationToken))
            .Select(line => JsonNode.Parse(line)!).Where(pair => pair["request"]?["path"]?.GetValue<string>() == path && pair["response"] is not null).ToArray();
        Assert.Equal(count, pairs.Length);
        foreach (var pair in pairs)
        {
            var body = pair["request"]!["body"]!.AsObject();
            body["model"] = "m";
            AssertShape(pair["response"]!, await dialects.AskAsync(path, body.ToJsonString()), "$");
        }
    }

    [Fact]
    public async Task Models_are_listed_as_llama_cpp_documents_it()
    {
        Assert.SkipUnless(SharedData.Exists("wire"), SharedData.SkipReason);
        var documented = (await File.ReadAllLinesAsync(SharedData.Path("wire", "llama.cpp-server.jsonl"), TestContext.Current.CancellationToken))
            .Select(line => JsonNode.Parse(line)!).Single(pair => pair["section"]!.GetValue<string>().StartsWith("GET `/v1/models`", StringComparison.Ordinal))["json"]!;
        documented["data"]![0]!.AsObject().Remove("meta"); // of GGUF files
        AssertShape(documented, JsonNode.Parse(await dialects.Server.Http.GetStringAsync("/v1/models", TestContext.Current.CancellationToken))!, "$");
    }

    [Fact]
    public async Task Llama_cpp_s_documented_rerank_is_answered()
    {
        Assert.SkipUnless(SharedData.Exists("wire"), SharedData.SkipReason);
        var body = (await File.ReadAllLinesAsync(SharedData.Path("wire", "llama.cpp-server.jsonl"), TestContext.Current.CancellationToken))
            .Select(line => JsonNode.Parse(line)!).Single(pair => pair["request"]?["path"]?.GetValue<string>() == "/v1/rerank")["request"]!["body"]!;
        body["model"] = "m";
        foreach (var path in (string[])["/v1/rerank", "/rerank", "/reranking", "/v1/reranking"])
            Assert.Equal(3, (await dialects.AskAsync(path, body.ToJsonString()))["results"]!.AsArray().Count);
    }

    /// <summary>Every documented field is there with a value of its type; items of a list as the first documented one. More fields are allowed.</summary>
    private static void AssertShape(JsonNode documented, JsonNode? actual, string place)
    {
        if (documented is JsonObject fields)
        {
            var found = Assert.IsType<JsonObject>(actual);
            foreach (var (name, value) in fields)
            {
                Assert.True(found.ContainsKey(name), $"{place}.{name} is missing");
                if (value is null)
                    Assert.True(found[name] is null, $"{place}.{name} is not null");
                else
                    AssertShape(value, found[name], $"{place}.{name}");
            }
        }
        else if (documented is JsonArray { Count: > 0 } items)
        {
            Assert.All(Assert.IsType<JsonArray>(actual), item => AssertShape(items[0]!, item, place + "[]"));
        }
        else
        {
            Assert.True(actual is not null && Kind(actual) == Kind(documented), $"{place} is {actual?.ToJsonString()}");
        }
    }

    private static JsonValueKind Kind(JsonNode node) => node.GetValueKind();
}
