using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Commands;

/// <summary>The program from outside: exit codes, what it prints, what it leaves behind.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Help_names_the_commands()
    {
        var (exit, output, _) = await Tool.RunAsync("--help");
        Assert.Equal(0, exit);
        Assert.All(["serve", "import", "score", "tokenize", "inspect", "doctor", "--port", "--model"], word => Assert.Contains(word, output));
    }

    [Theory]
    [InlineData("--prot", "80")]
    [InlineData("sevre")]
    [InlineData("import")]
    [InlineData("serve", "--port", "eighty")]
    public async Task Wrong_usage_is_two(params string[] arguments)
    {
        var (exit, _, error) = await Tool.RunAsync(arguments);
        Assert.Equal(2, exit);
        Assert.Contains("--help", error);
    }

    [Fact]
    public async Task Wrong_options_are_all_named()
    {
        var (exit, _, error) = await Tool.RunAsync("serve", "--port", "70000", "--device", "tpu", "--model", "/does/not/exist");
        Assert.Equal(2, exit);
        Assert.All(["--port", "--device", "--model"], option => Assert.Contains(option, error));
    }

    [Fact]
    public async Task Port_in_use_names_the_option()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exit, _, error) = await Tool.RunAsync("--models", TestModels.One, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--grpc-port", "0");
        Assert.Equal(1, exit);
        Assert.Contains("--port", error);
        Assert.Contains("in use", error);
    }

    [Fact]
    public async Task Folder_that_is_no_model_is_refused_by_name()
    {
        var folder = TestModels.NewFolder();
        var (exit, _, error) = await Tool.RunAsync("--model", folder, "--port", "0", "--grpc-port", "0");
        Assert.Equal(1, exit);
        Assert.Contains(folder, error);
    }

    [Fact]
    public async Task Sigterm_lets_calls_in_flight_finish_and_ends_with_zero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM on Windows");
        using var server = Tool.Start("--models", TestModels.One, "--port", "0", "--grpc-port", "0");
        using var http = new HttpClient { BaseAddress = await server.WhenListeningAsync() };
        while (!(await http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        var body = new JsonObject { ["trajectories"] = new JsonArray([.. Enumerable.Range(0, 500).Select(i => Bodies.Trajectory($"problem {i}", "a step", "and another"))]) };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var inFlight = http.PostAsync("/v1/score", content, TestContext.Current.CancellationToken);
        while (!(await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains("rewardserve_tokenize_duration_seconds_count"))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        server.Terminate();
        Assert.Equal(HttpStatusCode.OK, (await inFlight).StatusCode);
        var (exit, _, error) = await server.WhenEndedAsync();
        Assert.True(exit == 0, error);
    }

    [Fact]
    public async Task Doctor_checks_every_model()
    {
        var (exit, output, error) = await Tool.RunAsync("doctor", "--models", TestModels.Two, "--device", "cpu");
        Assert.True(exit == 0, output + error);
        Assert.Contains("model first", output);
        Assert.Contains("model second", output);
        Assert.Equal(2, output.Split("the same bits alone and in a batch").Length - 1);
    }

    [Fact]
    public async Task Doctor_fails_on_a_broken_model()
    {
        var folder = Path.Combine(TestModels.NewFolder(), "broken");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "reward.json"), "{}", TestContext.Current.CancellationToken);
        var (exit, output, _) = await Tool.RunAsync("doctor", "--models", Path.GetDirectoryName(folder)!);
        Assert.Equal(1, exit);
        Assert.Contains("FAILED", output);
    }

    [Fact]
    public async Task Checkpoint_is_imported_and_can_be_served_directly()
    {
        var models = TestModels.NewFolder();
        var (exit, output, error) = await Tool.RunAsync("import", TestModels.Checkpoint, "--models", models, "--name", "mine", "--format", "qwen-prm", "--precision", "int8");
        Assert.True(exit == 0, error);
        Assert.Equal(Path.Combine(models, "mine"), output.Trim());
        Assert.Contains("\"int8\"", await File.ReadAllTextAsync(Path.Combine(models, "mine", "reward.json"), TestContext.Current.CancellationToken));

        var again = await Tool.RunAsync("import", TestModels.Checkpoint, "--models", models, "--name", "mine");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("mine", again.Error);
    }

    [Fact]
    public async Task Checkpoint_named_with_model_is_imported_once()
    {
        var imports = TestModels.NewFolder();
        await using (var server = await TestServer.StartAsync(("Models:Folder", ""), ("Models:Paths:0", TestModels.Checkpoint), ("Models:ImportFolder", imports)))
            Assert.Equal("tiny-checkpoint", (await server.ScoreAsync(Bodies.Valid))["model"]!.GetValue<string>());
        var graph = Assert.Single(Directory.EnumerateFiles(imports, "graph.onnx", SearchOption.AllDirectories));
        var written = File.GetLastWriteTimeUtc(graph);
        await using (var server = await TestServer.StartAsync(("Models:Folder", ""), ("Models:Paths:0", TestModels.Checkpoint), ("Models:ImportFolder", imports)))
            await server.ScoreAsync(Bodies.Valid);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Assert.Single(Directory.EnumerateFiles(imports, "graph.onnx", SearchOption.AllDirectories))));
    }

    [Fact]
    public async Task Tokenize_writes_ids_and_code_point_spans()
    {
        var input = await WriteAsync("""{"text":"a𝔸 b"}""", """{"text":"<extra_0>","special":true}""", """{"text":"<extra_0>"}""");
        var (exit, output, error) = await Tool.RunAsync("tokenize", Path.Combine(TestModels.One, "tiny-prm"), input);
        Assert.True(exit == 0, error);
        var lines = output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Equal(4, lines[0]["spans"]!.AsArray().Max(span => span![1]!.GetValue<int>()));
        Assert.Equal("[760]", lines[1]["ids"]!.ToJsonString());
        Assert.DoesNotContain(760, lines[2]["ids"]!.AsArray().Select(id => id!.GetValue<int>()));
        Assert.All(lines, line => Assert.Equal(line["ids"]!.AsArray().Count, line["spans"]!.AsArray().Count));
    }

    [Fact]
    public async Task Tokenize_names_the_line_it_cannot_read()
    {
        var input = await WriteAsync("""{"text":"a"}""", """{"txet":"a"}""");
        var (exit, _, error) = await Tool.RunAsync("tokenize", Path.Combine(TestModels.One, "tiny-prm"), input);
        Assert.NotEqual(0, exit);
        Assert.Contains(input + ":2", error);
    }

    [Fact]
    public async Task Inspect_shows_the_prompt_of_a_model_that_writes()
    {
        var input = await WriteAsync("""{"problem":"What is 2 + 3?","steps":["2 + 3 = 5"]}""");
        var (exit, output, error) = await Tool.RunAsync("inspect", "step-check", input, "--models", TestModels.Writing);
        Assert.True(exit == 0, error);
        Assert.Contains("verifier step-check: a prompt of", output);
        Assert.EndsWith("\"\\n\"", output.TrimEnd());
    }

    [Fact]
    public async Task Inspect_shows_tokens_and_read_positions()
    {
        var input = await WriteAsync("""{"problem":"p","steps":["one","two"]}""");
        var (exit, output, error) = await Tool.RunAsync("inspect", "tiny-prm", input, "--models", TestModels.One);
        Assert.True(exit == 0, error);
        Assert.Contains("2 read positions", output);
        Assert.Matches(@"-> 0\s+special ""<extra_0>""|-> 0\s+special ""\\u003Cextra_0\\u003E""", output);
    }

    [Fact]
    public async Task Score_writes_a_line_for_each_and_goes_on_where_it_stopped()
    {
        var cancel = TestContext.Current.CancellationToken;
        var input = await WriteAsync([.. Enumerable.Range(0, 100).Select(i => $$"""{"id":"t{{i}}","problem":"problem {{i}}","steps":["a","b{{i}}"]}""")]);
        var output = Path.Combine(TestModels.NewFolder(), "out.jsonl");
        var first = await Tool.RunAsync("score", input, "-o", output, "--models", TestModels.One);
        Assert.True(first.ExitCode == 0, first.Error);
        var whole = await File.ReadAllTextAsync(output, cancel);
        var lines = whole.TrimEnd('\n').Split('\n');
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"t{i}"), lines.Select(line => JsonNode.Parse(line)!["id"]!.GetValue<string>()));

        // Forty lines and a torn one: the torn one is dropped, the others are kept as they are.
        await File.WriteAllTextAsync(output, string.Join('\n', lines[..40]) + "\n" + lines[40][..20], cancel);
        var second = await Tool.RunAsync("score", input, "-o", output, "--models", TestModels.One);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Contains("60 scored, 0 failed, 40 were there", second.Error);
        var resumed = (await File.ReadAllTextAsync(output, cancel)).TrimEnd('\n').Split('\n');
        Assert.Equal(lines[..40], resumed[..40]);
        Assert.Equal(lines[40..].Select(WithoutComputedTokens), resumed[40..].Select(WithoutComputedTokens));
    }

    // What is left to compute depends on which beginnings are in the cache by then; nothing else of a line does.
    private static string WithoutComputedTokens(string line)
    {
        var result = JsonNode.Parse(line)!;
        Assert.True(result["usage"]!.AsObject().Remove("computed_tokens"));
        return result.ToJsonString();
    }

    [Fact]
    public async Task Score_names_lines_it_cannot_score_and_does_the_others()
    {
        var input = await WriteAsync("""{"problem":"p","steps":["s"]}""", """{"problem":"p","stpes":["s"]}""", """{"problem":"p","steps":[""]}""", """{"problem":"q","steps":["s"]}""");
        var (exit, output, error) = await Tool.RunAsync("score", input, "--models", TestModels.One);
        Assert.Equal(1, exit);
        Assert.Contains(input + ":2", error);
        Assert.Contains(input + ":3", error);
        var codes = output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!["error"]?["code"]!.GetValue<string>());
        Assert.Equal([null, "invalid_request", "invalid_request", null], codes);
    }

    private static async Task<string> WriteAsync(params string[] lines)
    {
        var path = Path.Combine(TestModels.NewFolder(), "in.jsonl");
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n", new UTF8Encoding(false), TestContext.Current.CancellationToken);
        return path;
    }
}
