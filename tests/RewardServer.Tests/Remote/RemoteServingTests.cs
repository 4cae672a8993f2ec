using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RewardServer.Commands;
using RewardServer.Hosting;
using RewardServer.Models;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Remote;

/// <summary>A model folder without a graph is a served model like any other; the text comes from an OpenAI-compatible server.</summary>
public sealed class RemoteServingTests
{
    private const string Check = "Step 1: 2+3=5 \\boxed{correct}\nStep 2: 5 \\boxed{incorrect}\n";

    private static readonly Lazy<string> LazyModels = new(() =>
    {
        var models = TestModels.NewFolder();
        Importing.Run(
            new() { Checkpoint = TestModels.Language(1), Models = models, Name = "judge", Verifier = new() { Name = "step-check" }, Format = new() { Name = "chat", Layout = "raw" }, IsRemote = true },
            null,
            CancellationToken.None);
        return models;
    });

    private static string Models => LazyModels.Value;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_remote_verifier_judges_steps_and_solution_over_http()
    {
        await using var remote = await FakeRemote.StartAsync(AnswerAsync);
        await using var server = await ServeAsync(remote);

        var reply = await server.ScoreAsync(Call());

        var result = reply["results"]![0]!;
        Assert.Equal([1f, 0f], result["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>()));
        Assert.Equal(1, result["first_error"]!.GetValue<int>());
        Assert.Equal(0.2 / (0.2 + 0.6), result["score"]!.GetValue<float>(), 1e-6);
        var sample = Assert.Single(result["verification"]!["samples"]!.AsArray())!;
        Assert.Equal((Check, "stop", 10), (sample["text"]!.GetValue<string>(), sample["finish_reason"]!.GetValue<string>(), sample["generated_tokens"]!.GetValue<int>()));

        // The prompt is the verifier's, as ids; the question stands behind the text.
        var (first, second) = (remote.Calls.First().Body, remote.Calls.Last().Body);
        var prompt = RemoteGenerators.Encode("What is 2 + 3?\nStep 1: 2 + 3 = 5\nStep 2: The answer is 6.\nCheck:\n");
        Assert.Equal(prompt, first["prompt"]!.AsArray().Select(id => (int)id!));
        int[] asked = [.. prompt, .. RemoteGenerators.Encode(Check), .. RemoteGenerators.Encode("Is the solution correct?")];
        Assert.Equal(asked, second["prompt"]!.AsArray().Select(id => (int)id!));
        Assert.Equal("Is the solution correct?", (string)first["stop"]!.AsArray().Single()!);

        var model = Assert.Single(JsonNode.Parse(await server.Http.GetStringAsync("/v1/models", Cancellation))!["models"]!.AsArray())!;
        Assert.Equal(("generative", "fast", "step-check", "remote, big-judge"), ((string)model["kind"]!, (string)model["determinism"]!, (string)model["verifier"]!, (string)model["device"]!));
    }

    [Fact]
    public async Task Samples_vote_and_each_is_a_request_with_a_seed_of_its_own()
    {
        await using var remote = await FakeRemote.StartAsync(AnswerAsync);
        await using var server = await ServeAsync(remote);

        var reply = await server.ScoreAsync(Call(samples: 4));

        Assert.Equal(4, reply["results"]![0]!["verification"]!["samples"]!.AsArray().Count);
        Assert.Equal(4, remote.Calls.Where(call => (int)call.Body["max_tokens"]! > 1).Select(call => (int)call.Body["seed"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_chat_server_is_sent_messages_and_continues_its_own_reply()
    {
        await using var remote = await FakeRemote.StartAsync((context, call, _) => context.Response.WriteAsJsonAsync((int)call.Body["max_tokens"]! == 1
            ? FakeRemote.Chat(" Yes", "length", (" Yes", Math.Log(0.9), [(" Yes", Math.Log(0.9)), (" No", Math.Log(0.1))]))
            : FakeRemote.Chat(Check)));
        await using var server = await ServeAsync(remote, ("Protocol", "Chat"), ("ContinuesReply", "true"));

        var result = (await server.ScoreAsync(Call()))["results"]![0]!;

        Assert.Equal(0.9, result["score"]!.GetValue<float>(), 1e-6);
        Assert.All(remote.Calls, call => Assert.Equal("/v1/chat/completions", call.Path));
    }

    [Fact]
    public async Task What_is_safe_is_repeated_and_what_fails_is_an_error_of_its_own()
    {
        await using var remote = await FakeRemote.StartAsync(async (context, call, n) =>
        {
            if (n > 0)
            {
                await AnswerAsync(context, call, n);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "0";
        });
        await using var server = await ServeAsync(remote);
        await server.ScoreAsync(Call());
        Assert.Equal(3, remote.Calls.Count); // refused, written, asked

        await using var broken = await FakeRemote.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using var other = await ServeAsync(broken);
        var response = await other.PostAsync(Call());
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("model_error", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Single(broken.Calls); // it may have been generated and billed
    }

    [Fact]
    public async Task The_fingerprint_says_which_model_writes()
    {
        await using var remote = await FakeRemote.StartAsync(AnswerAsync);
        Assert.Equal(Fingerprint(remote), Fingerprint(remote));
        Assert.NotEqual(Fingerprint(remote), Fingerprint(remote, model: "small-judge"));
        Assert.NotEqual(Fingerprint(remote), Fingerprint(remote, protocol: "Chat"));
    }

    [Fact]
    public async Task A_missing_or_misspelt_section_is_told_before_anything_is_served()
    {
        await using var remote = await FakeRemote.StartAsync(AnswerAsync);
        var missing = Assert.Throws<ModelLoadException>(() => OfflineScoring.Start(Configuration([("Models:Folder", Models)]), Cancellation));
        Assert.Contains("Remote:judge:Address", missing.Message, StringComparison.Ordinal);

        var unknown = Assert.Throws<ModelLoadException>(() => OfflineScoring.Start(Configuration([.. Settings(remote), ("Remote:jugde:Address", remote.Address), ("Remote:jugde:Model", "x")]), Cancellation));
        Assert.Contains("Remote:jugde names no model that is served; served are judge", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_wrong_setting_is_told_with_its_key()
    {
        var errors = OptionsCheck.Errors(Configuration([("Remote:judge:Address", "ftp://x"), ("Remote:judge:MaxAttempts", "0"), ("Remote:judge:HedgeAfter", "soon"), ("Remote:judge:Adress", "x")]));
        string[] keys = ["Remote:judge:Address", "Remote:judge:Model", "Remote:judge:MaxAttempts", "Remote:judge:HedgeAfter", "Remote:judge:Adress"];
        Assert.All(keys, key => Assert.Contains(errors, error => error.StartsWith(key + ":", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, errors.Count);
    }

    [Fact]
    public async Task Import_makes_a_folder_without_weights_and_asks_for_a_verifier()
    {
        var models = TestModels.NewFolder();
        var (exit, output, error) = await Tool.RunAsync("import", TestModels.Language(1), "--models", models, "--name", "judge", "--verifier", "think-prm", "--layout", "raw", "--remote");
        Assert.True(exit == 0, error);
        Assert.Equal(["reward.json", "tokenizer.json"], Directory.EnumerateFiles(output.Trim()).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

        var (failed, _, why) = await Tool.RunAsync("import", TestModels.Language(1), "--models", models, "--name", "other", "--layout", "raw", "--remote");
        Assert.NotEqual(0, failed);
        Assert.Contains("--verifier", why, StringComparison.Ordinal);
    }

    private static Task AnswerAsync(HttpContext context, FakeRemote.Call call, int n) => context.Response.WriteAsJsonAsync((int)call.Body["max_tokens"]! == 1
        ? FakeRemote.Completion(" No", "length", (" No", Math.Log(0.6), [(" No", Math.Log(0.6)), (" Yes", Math.Log(0.2)), (" Maybe", Math.Log(0.1))]))
        : FakeRemote.Completion(Check));

    private static Task<TestServer> ServeAsync(FakeRemote remote, params (string, string)[] settings) => TestServer.StartAsync(Settings(remote, settings));

    private static (string, string)[] Settings(FakeRemote remote, params (string Key, string Value)[] settings) =>
        [("Models:Folder", Models), ("Remote:judge:Address", remote.Address), ("Remote:judge:Model", "big-judge"), .. settings.Select(setting => ("Remote:judge:" + setting.Key, setting.Value))];

    private static string Fingerprint(FakeRemote remote, string? model = null, string protocol = "Completions")
    {
        (string, string)[] settings = [("Remote:judge:Address", remote.Address), ("Remote:judge:Model", model ?? "big-judge"), ("Remote:judge:Protocol", protocol)];
        return OfflineScoring.Create(Configuration(settings)).GetRequiredService<ModelLoader>().Load(Path.Combine(Models, "judge"), Cancellation).Fingerprint;
    }

    private static IConfiguration Configuration((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private static string Call(int samples = 1) => new JsonObject
    {
        ["model"] = "judge",
        ["trajectories"] = new JsonArray(Bodies.Trajectory("What is 2 + 3?", "2 + 3 = 5", "The answer is 6.")),
        ["samples"] = samples,
        ["sampling"] = new JsonObject { ["temperature"] = 0.7 },
        ["include"] = new JsonArray("text"),
    }.ToJsonString();
}
