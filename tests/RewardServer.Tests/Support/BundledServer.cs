using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.TestKit;

namespace RewardServer.Tests.Support;

/// <summary>One server of the bundled models for all tests that leave it as it was; the default is arith-orm, also called m.</summary>
public sealed class BundledServer : IAsyncLifetime
{
    /// <summary>Name of the collection that shares it.</summary>
    public const string Collection = "bundled server";

    private TestServer? _server;

    internal TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        ("Models:Folder", Path.Combine(Repository.Root, "models")),
        ("Models:Default", "arith-orm"),
        ("Dialects:ModelAliases:m", "arith-orm"),
        ("Dialects:Paths:/slime_rm", "/slime/reward"));

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    /// <summary>Posts JSON and returns the reply's; fails unless the status is the one expected.</summary>
    internal async Task<(JsonNode Body, HttpResponseMessage Response)> PostAsync(string path, string json, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var response = await Server.PostToAsync(path, json);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {body}");
        return (JsonNode.Parse(body)!, response);
    }

    /// <summary>Gets a path's JSON.</summary>
    internal async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Server.Http.GetStringAsync(path, TestContext.Current.CancellationToken))!;

    /// <summary>What the native API says of a problem and a response.</summary>
    internal async Task<JsonNode> NativeAsync(string model, string problem, string response)
    {
        var body = new JsonObject { ["model"] = model, ["trajectories"] = new JsonArray(new JsonObject { ["problem"] = problem, ["response"] = response }), ["include"] = new JsonArray() };
        return (await Server.ScoreAsync(body.ToJsonString()))["results"]![0]!;
    }

    /// <summary>The score that the native API gives a problem and a response.</summary>
    internal async Task<float> ScoreAsync(string model, string problem, string response) => (await NativeAsync(model, problem, response))["score"]!.GetValue<float>();

    /// <summary>The tokens that a model sees of a problem and a response, which is split where the model's steps end.</summary>
    internal int[] TokensOf(string model, string problem, string response)
    {
        var input = Server.Services.GetRequiredService<ModelCatalog>().Resolve(model).Input;
        return input.Encoder.Encode(new Trajectory(problem, StepSplitter.Split(response, input.Format.StepSeparator).Value.Steps)).Value.Input.TokenIds;
    }

    /// <summary>The tokens of a text, control tokens included.</summary>
    internal int[] Tokenize(string model, string text)
    {
        List<int> ids = [];
        Server.Services.GetRequiredService<ModelCatalog>().Resolve(model).Input.Tokenizer.EncodeWithControlTokens(text, ids, null);
        return [.. ids];
    }

    /// <summary>The numbers of a list.</summary>
    internal static float[] Floats(JsonNode? list) => [.. list!.AsArray().Select(number => number!.GetValue<float>())];
}

/// <summary>Marks tests that share <see cref="BundledServer"/>.</summary>
[CollectionDefinition(BundledServer.Collection)]
public sealed class BundledServerTests : ICollectionFixture<BundledServer>;
