using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RewardServer.Tests.Remote;

/// <summary>An OpenAI-compatible server on a real socket that answers as it is told.</summary>
internal sealed class FakeRemote : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeRemote(WebApplication app) => _app = app;

    /// <summary>One request as it came.</summary>
    public sealed record Call(string Path, string? Authorization, JsonObject Body);

    public ConcurrentQueue<Call> Calls { get; } = new();

    public string Address => _app.Urls.First() + "/v1";

    /// <summary>Starts; <paramref name="answer"/> gets the number of the request, from 0.</summary>
    public static async Task<FakeRemote> StartAsync(Func<HttpContext, Call, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var remote = new FakeRemote(app);
        var count = -1;
        app.MapPost("/{**path}", async (HttpContext context) =>
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            var call = new Call(context.Request.Path, context.Request.Headers.Authorization.FirstOrDefault(), body);
            remote.Calls.Enqueue(call);
            await answer(context, call, Interlocked.Increment(ref count));
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return remote;
    }

    /// <summary>Answers every request with a body.</summary>
    public static Task<FakeRemote> StartAsync(JsonObject body) => StartAsync((context, _, _) => context.Response.WriteAsJsonAsync(body));

    /// <summary>An answer of <c>/completions</c>; tokens as (text, log-probability, list).</summary>
    public static JsonObject Completion(string text, string reason = "stop", params (string Text, double Value, (string, double)[] Top)[] tokens) => Answer(new()
    {
        ["index"] = 0,
        ["text"] = text,
        ["finish_reason"] = reason,
        ["logprobs"] = tokens.Length == 0 ? null : new JsonObject
        {
            ["tokens"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(token.Text))]),
            ["token_logprobs"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(token.Value))]),
            ["top_logprobs"] = new JsonArray([.. tokens.Select(token => new JsonObject(token.Top.Select(entry => KeyValuePair.Create(entry.Item1, (JsonNode?)entry.Item2))))]),
        },
    });

    /// <summary>An answer of <c>/chat/completions</c>.</summary>
    public static JsonObject Chat(string text, string reason = "stop", params (string Text, double Value, (string, double)[] Top)[] tokens) => Answer(new()
    {
        ["index"] = 0,
        ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
        ["finish_reason"] = reason,
        ["logprobs"] = tokens.Length == 0 ? null : new JsonObject
        {
            ["content"] = new JsonArray([.. tokens.Select(token => new JsonObject
            {
                ["token"] = token.Text,
                ["logprob"] = token.Value,
                ["top_logprobs"] = new JsonArray([.. token.Top.Select(entry => new JsonObject { ["token"] = entry.Item1, ["logprob"] = entry.Item2 })]),
            })]),
        },
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static JsonObject Answer(JsonObject choice) => new()
    {
        ["id"] = "cmpl-1",
        ["choices"] = new JsonArray(choice),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 11, ["completion_tokens"] = 5, ["total_tokens"] = 16 },
    };
}
