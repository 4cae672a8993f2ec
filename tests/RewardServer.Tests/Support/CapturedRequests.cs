using System.Text.Json.Nodes;
using RewardServer.TestKit;

namespace RewardServer.Tests.Support;

/// <summary>Requests that real clients sent, and pairs from other servers' documentation.</summary>
internal static class CapturedRequests
{
    /// <summary>The lines of a file; skips the test when it is not there.</summary>
    public static IReadOnlyList<JsonNode> Read(string file)
    {
        Assert.SkipUnless(SharedData.Exists("wire", file), SharedData.SkipReason);
        return [.. File.ReadLines(SharedData.Path("wire", file)).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>The requests of a client, as it sent them.</summary>
    public static IReadOnlyList<JsonNode> Of(string client)
    {
        var requests = Read("captured-client-requests.jsonl").Where(request => request["client"]!.GetValue<string>().StartsWith(client, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(requests);
        return requests;
    }

    /// <summary>Sends one with the body and the headers that the client sent.</summary>
    public static Task<HttpResponseMessage> SendAsync(TestServer server, JsonNode captured)
    {
        var request = new HttpRequestMessage(new HttpMethod(captured["method"]!.GetValue<string>()), captured["path"]!.GetValue<string>());
        var body = captured["body_base64"] is { } binary ? Convert.FromBase64String(binary.GetValue<string>())
            : captured["json"] is { } json ? System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()) : null;
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in captured["headers"]!.AsObject())
        {
            if (name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
                request.Content?.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
            else if (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase) && !name.Equals("host", StringComparison.OrdinalIgnoreCase) && !name.Equals("accept-encoding", StringComparison.OrdinalIgnoreCase))
                request.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
        }
        return server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
