extern alias client;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RewardServer.Hosting;
using RewardServer.Inference;
using RewardServer.Models;

namespace RewardServer.Tests.Support;

/// <summary>The real server on real sockets of this machine, on free ports.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(1) };
        Channel = GrpcChannel.ForAddress(app.Urls.Last());
        Client = new client::RewardServer.Client.RewardClient(Channel);
    }

    /// <summary>Speaks to the HTTP port.</summary>
    public HttpClient Http { get; }

    /// <summary>Speaks to the gRPC port.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The typed client.</summary>
    public client::RewardServer.Client.RewardClient Client { get; }

    /// <summary>The server's parts.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Everything that was logged.</summary>
    public LogLines Log => Services.GetRequiredService<LogLines>();

    /// <summary>Starts a server with a gated engine.</summary>
    public static async Task<(TestServer Server, GatedEngine Engine)> StartGatedAsync(params (string Key, string Value)[] settings)
    {
        GatedEngine? gated = null;
        var server = await StartAsync(services => services.AddSingleton<EngineLoader>((folder, options) => gated = new GatedEngine(InferenceEngines.Load(folder, options))), settings);
        return (server, gated!);
    }

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    /// <summary>Starts a server with replaced parts and waits until it is ready.</summary>
    public static async Task<TestServer> StartAsync(Action<IServiceCollection>? replace, params (string Key, string Value)[] settings)
    {
        var server = await StartUnreadyAsync(replace, settings);
        await server.WhenReadyAsync();
        return server;
    }

    /// <summary>Starts a server and does not wait for its models.</summary>
    public static async Task<TestServer> StartUnreadyAsync(Action<IServiceCollection>? replace, params (string Key, string Value)[] settings)
    {
        var keys = new Dictionary<string, string?>
        {
            ["Server:Port"] = "0",
            ["Server:GrpcPort"] = "0",
            ["Models:Folder"] = TestModels.One,
            ["Inference:Threads"] = "1",
            ["Inference:TuneBatches"] = "false", // it makes batches differ by machine
            ["Logging:LogLevel:Default"] = "Trace",
        };
        foreach (var (key, value) in settings)
            keys[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(keys).Build();
        Assert.Empty(OptionsCheck.Errors(configuration));
        var app = ServerHost.Build(configuration, services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<LogLines>();
            services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogLines>());
            replace?.Invoke(services);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestServer(app);
    }

    /// <summary>Waits until /health/ready says so.</summary>
    public async Task WhenReadyAsync()
    {
        while ((await Http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode != HttpStatusCode.OK)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts a JSON body to /v1/score.</summary>
    public Task<HttpResponseMessage> PostAsync(string json, params (string Name, string Value)[] headers) =>
        SendAsync("/v1/score", json, headers, TestContext.Current.CancellationToken);

    /// <summary>Posts a JSON body to /v1/score and leaves when cancelled.</summary>
    public Task<HttpResponseMessage> PostUntilAsync(string json, CancellationToken left) => SendAsync("/v1/score", json, [], left);

    /// <summary>Scores and returns the reply; fails unless it is a success.</summary>
    public async Task<JsonNode> ScoreAsync(string json)
    {
        var response = await PostAsync(json);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>Posts a JSON body to a path.</summary>
    public Task<HttpResponseMessage> PostToAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(path, json, headers, TestContext.Current.CancellationToken);

    /// <summary>Begins to stop, as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(string path, string json, (string Name, string Value)[] headers, CancellationToken left)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return Http.SendAsync(request, left);
    }
}
