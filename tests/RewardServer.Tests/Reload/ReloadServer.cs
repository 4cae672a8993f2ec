using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Reload;

/// <summary>Calls of a server that replaces models.</summary>
internal static class ReloadServer
{
    /// <summary>Starts one that may, on a folder of models.</summary>
    public static Task<TestServer> StartAsync(string models, CountedEngines? engines = null, params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(engines is null ? null : engines.Use, [("Models:Folder", models), ("Models:AllowReload", "true"), .. settings]);

    /// <summary>Has a model replaced and returns the reply; fails unless the status is the one expected.</summary>
    public static async Task<JsonNode> ReloadAsync(this TestServer server, string model, string? folder = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var body = folder is null ? new JsonObject() : new JsonObject { ["folder"] = folder };
        var response = await server.PostToAsync($"/v1/models/{model}/reload", body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The fingerprint that a model is listed with.</summary>
    public static async Task<string> FingerprintAsync(this TestServer server, string model) =>
        (string)JsonNode.Parse(await server.Http.GetStringAsync($"/v1/models/{model}", TestContext.Current.CancellationToken))!["fingerprint"]!;
}
