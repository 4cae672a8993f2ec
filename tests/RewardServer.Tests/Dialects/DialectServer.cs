using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Modeling;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;
using RewardServer.TestKit;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects;

/// <summary>
/// One server for the tests of dialects, with models of each sort: <c>m</c> (an outcome model with two labels and a chat layout; also the
/// default, and what the published rerankers' names stand for), <c>prm</c>, <c>labels</c> (an outcome model over label tokens 10 and 11),
/// <c>bos</c> (as <c>m</c>, with a BOS), and the bundled <c>arith-orm</c> (one logit).
/// </summary>
public sealed class DialectServer : IAsyncLifetime
{
    private TestServer? _server;

    internal TestServer Server => _server ?? throw new InvalidOperationException("The server was not started.");

    public async ValueTask InitializeAsync() => _server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Another server with the same models.</summary>
    internal static Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => TestServer.StartAsync(
    [
        ("Models:Folder", Models.Value),
        ("Models:Paths:0", Path.Combine(Repository.Root, "models", "arith-orm")),
        ("Models:Default", "m"),
        ("Dialects:ModelAliases:BAAI/bge-reranker-v2-m3", "m"),
        ("Dialects:ModelAliases:BAAI/bge-reranker-base", "m"),
        .. settings,
    ]);

    /// <summary>Posts and returns the answer; fails unless it is a success.</summary>
    internal async Task<JsonNode> AskAsync(string path, string body)
    {
        var response = await Server.PostToAsync(path, body);
        return await SuccessAsync(response);
    }

    /// <summary>The answer's body; fails unless it is a success.</summary>
    internal static async Task<JsonNode> SuccessAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Posts and returns the error's body; fails unless the status is the expected one.</summary>
    internal async Task<JsonNode> RefuseAsync(string path, string body, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var response = await Server.PostToAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    internal static float[] Floats(JsonNode? list) => [.. list!.AsArray().Select(number => number!.GetValue<float>())];

    private static Lazy<string> Models { get; } = new(() =>
    {
        var models = Path.Combine(TestModels.NewFolder(), "dialects");
        FormatManifest chat = new() { Name = "chat", Layout = "qwen2.5" };
        ImportOptions[] all =
        [
            new() { Checkpoint = TestModels.Checkpoint, Models = models, Name = "m", Kind = RewardModelKind.Outcome, Format = chat, Readout = new() { Name = "softmax" } },
            new() { Checkpoint = TestModels.Checkpoint, Models = models, Name = "prm", Format = new() { Name = "qwen-prm" } },
            new() { Checkpoint = TestModels.Language(1), Models = models, Name = "labels", Kind = RewardModelKind.Outcome, Head = PackedGraph.LabelTokensHead, LabelIds = [10, 11], Format = chat, Readout = new() { Name = "softmax" } },
            new() { Checkpoint = WithBos(), Models = models, Name = "bos", Kind = RewardModelKind.Outcome, Format = chat, Readout = new() { Name = "softmax" } },
        ];
        foreach (var options in all)
            Importing.Run(options, null, CancellationToken.None);
        return models;
    });

    /// <summary>The checkpoint with a tokenizer that puts a token in front, as Llama's does.</summary>
    private static string WithBos()
    {
        var folder = TestModels.NewFolder();
        foreach (var file in Directory.EnumerateFiles(TestModels.Checkpoint))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var path = Path.Combine(folder, "tokenizer.json");
        var tokenizer = JsonNode.Parse(File.ReadAllText(path))!;
        tokenizer["post_processor"] = JsonNode.Parse("""
            {"type":"TemplateProcessing",
             "single":[{"SpecialToken":{"id":"<|endoftext|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
             "pair":[{"SpecialToken":{"id":"<|endoftext|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
             "special_tokens":{"<|endoftext|>":{"id":"<|endoftext|>","ids":[757],"tokens":["<|endoftext|>"]}}}
            """);
        File.WriteAllText(path, tokenizer.ToJsonString());
        return folder;
    }
}

/// <summary>Marks tests that share <see cref="DialectServer"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedDialects : ICollectionFixture<DialectServer>
{
    public const string Name = "dialects";
}
