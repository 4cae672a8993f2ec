using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RewardServer.Remote;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Tests.Remote;

public class RemoteGenerationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Completions_are_asked_with_the_ids_of_the_layout_and_read()
    {
        await using var remote = await FakeRemote.StartAsync(FakeRemote.Completion("2, of course"));
        using var generator = RemoteGenerators.Completions(remote);
        var request = RemoteGenerators.Request("a <|im_end|> b") with { ReplyPrefix = "So:", StopStrings = ["\n\n"] };
        var result = (await generator.GenerateAsync(request, Cancellation)).Value;
        Assert.Equal(("2, of course", FinishReason.Stop, 11, 5), (result.Text, result.FinishReason, result.PromptTokens, result.GeneratedTokens));
        Assert.Null(result.LogProbabilities);

        var call = Assert.Single(remote.Calls);
        Assert.Equal("/v1/completions", call.Path);
        Assert.Null(call.Authorization);
        Assert.Equal(RemoteGenerators.Encode("a <|im_end|> b" + "So:"), call.Body["prompt"]!.AsArray().Select(id => (int)id!));
        Assert.Equal("judge", (string)call.Body["model"]!);
        Assert.Equal((20, 0.7, 0.9), ((int)call.Body["max_tokens"]!, (double)call.Body["temperature"]!, (double)call.Body["top_p"]!));
        Assert.Equal("\n\n", (string)call.Body["stop"]!.AsArray().Single()!);
        Assert.False(call.Body.ContainsKey("top_k"));
        Assert.False(call.Body.ContainsKey("logprobs"));
    }

    [Fact]
    public async Task Samples_have_seeds_of_their_own_that_every_server_takes()
    {
        await using var remote = await FakeRemote.StartAsync(FakeRemote.Completion("x"));
        using var generator = RemoteGenerators.Completions(remote);
        var request = RemoteGenerators.Request();
        for (var sample = 0; sample < 5; sample++)
            await generator.GenerateAsync(request with { Sampling = request.Sampling.ForSample(sample) with { TopK = sample } }, Cancellation);
        await generator.GenerateAsync(request, Cancellation);
        var seeds = remote.Calls.Select(call => (int)call.Body["seed"]!).ToArray();
        Assert.Equal(5, seeds.Distinct().Count());
        Assert.Equal(seeds[0], seeds[5]);
        Assert.All(seeds, seed => Assert.True(seed >= 0));
        Assert.Equal(4, (int)remote.Calls.ElementAt(4).Body["top_k"]!);
    }

    [Fact]
    public async Task A_question_at_the_end_is_a_second_request_behind_the_text()
    {
        await using var remote = await FakeRemote.StartAsync((context, _, n) => context.Response.WriteAsJsonAsync(n == 0
            ? FakeRemote.Completion("It is so.\nIs it right?", "length")
            : FakeRemote.Completion(" Yes", "length", (" Yes", -0.1, [(" Yes", -0.1), (" No", -2.5), ("No", -4.0), (" Maybe", -9.0)]))));
        using var generator = RemoteGenerators.Completions(remote);
        var request = RemoteGenerators.Request("P") with { StopStrings = ["\nIs it", "\nIs it right?"], Question = RemoteGenerators.YesNo(ChoicePosition.End, "\nRight?") };
        var result = (await generator.GenerateAsync(request, Cancellation)).Value;

        Assert.Equal(("It is so.", FinishReason.Stop), (result.Text, result.FinishReason)); // cut here, as the server left it in
        Assert.Equal((22, 10), (result.PromptTokens, result.GeneratedTokens));
        Assert.Equal(-0.1, result.ChoiceLogProbabilities![0], 1e-12);
        Assert.Equal(Math.Log(Math.Exp(-2.5) + Math.Exp(-4)), result.ChoiceLogProbabilities[1], 1e-12);
        var asked = remote.Calls.Last().Body;
        int[] expected = [.. RemoteGenerators.Encode("P"), .. RemoteGenerators.Encode("It is so."), .. RemoteGenerators.Encode("\nRight?")];
        Assert.Equal(expected, asked["prompt"]!.AsArray().Select(id => (int)id!));
        Assert.Equal((1, 1.0, 20), ((int)asked["max_tokens"]!, (double)asked["temperature"]!, (int)asked["logprobs"]!));
        Assert.False(asked.ContainsKey("stop"));
    }

    [Fact]
    public async Task Without_tokens_to_write_only_the_question_is_asked()
    {
        await using var remote = await FakeRemote.StartAsync(FakeRemote.Completion(" No", "length", (" No", -0.2, [(" Yes", -1.8), (" No", -0.2)])));
        using var generator = RemoteGenerators.Completions(remote);
        var request = RemoteGenerators.Request() with { Sampling = new() { MaxTokens = 0 }, Question = RemoteGenerators.YesNo(ChoicePosition.End, "?") };
        var result = (await generator.GenerateAsync(request, Cancellation)).Value;
        Assert.Single(remote.Calls);
        Assert.Equal([-1.8, -0.2], result.ChoiceLogProbabilities!.Select(value => Math.Round(value, 9)));
        Assert.Equal("", result.Text);
    }

    [Fact]
    public async Task The_last_mention_is_read_among_the_written_tokens()
    {
        (string, double)[] other = [("a", -0.1), ("b", -3)];
        await using var remote = await FakeRemote.StartAsync(FakeRemote.Completion(
            " Yes or No.", "stop", (" Yes", -1, [(" Yes", -1.0), (" No", -0.5)]), (" or", -0.1, other), (" No", -0.3, [(" Yes", -1.4), (" No", -0.3)]), (".", -0.1, other)));
        using var generator = RemoteGenerators.Completions(remote);
        var request = RemoteGenerators.Request() with { Question = RemoteGenerators.YesNo(ChoicePosition.LastMention), WantsLogProbabilities = true };
        var result = (await generator.GenerateAsync(request, Cancellation)).Value;
        Assert.Equal([-1.4, -0.3], result.ChoiceLogProbabilities!.Select(value => Math.Round(value, 9)));
        Assert.Equal([-1, -0.1, -0.3, -0.1], result.LogProbabilities);
        Assert.Equal(FinishReason.End, result.FinishReason);

        var unmentioned = request with { Question = new() { Choices = [new("x", ["x"]), new("y", ["y"])], Position = ChoicePosition.LastMention } };
        Assert.Null((await generator.GenerateAsync(unmentioned, Cancellation)).Value.ChoiceLogProbabilities);
    }

    [Fact]
    public async Task Chats_send_messages_and_continue_a_begun_reply_where_the_server_can()
    {
        await using var remote = await FakeRemote.StartAsync((context, _, n) => context.Response.WriteAsJsonAsync(n == 0
            ? FakeRemote.Chat(" fine", "stop")
            : FakeRemote.Chat(" Yes", "length", (" Yes", -0.1, [(" Yes", -0.1), (" No", -2.6)]))));
        using var generator = RemoteGenerators.Chat(remote, continuesReply: true);
        var request = RemoteGenerators.Request("[INST] hi") with
        {
            Messages = [ChatMessage.Of(ChatRole.System, "Judge."), ChatMessage.Of(ChatRole.User, "[INST] hi")],
            ReplyPrefix = "It is",
            Question = RemoteGenerators.YesNo(ChoicePosition.End, "\nRight?"),
        };
        var result = (await generator.GenerateAsync(request, Cancellation)).Value;
        Assert.Equal(" fine", result.Text);
        Assert.Equal([-0.1, -2.6], result.ChoiceLogProbabilities!.Select(value => Math.Round(value, 9)));
        Assert.All(remote.Calls, call => Assert.Equal("/v1/chat/completions", call.Path));
        var (first, second) = (remote.Calls.First().Body, remote.Calls.Last().Body);
        Assert.Equal("system:Judge.|user:[INST] hi|assistant:It is", Turns(first));
        Assert.Equal("system:Judge.|user:[INST] hi|assistant:It is fine\nRight?", Turns(second));
        Assert.True((bool)first["continue_final_message"]!);
        Assert.False((bool)first["add_generation_prompt"]!);
        Assert.Equal((true, 20), ((bool)second["logprobs"]!, (int)second["top_logprobs"]!));

        using var plain = RemoteGenerators.Chat(remote);
        Assert.Contains("ContinuesReply", (await plain.GenerateAsync(request, Cancellation)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(2, remote.Calls.Count);
        var simple = request with { ReplyPrefix = "", Question = null };
        Assert.Equal(" Yes", (await plain.GenerateAsync(simple, Cancellation)).Value.Text);
        Assert.Equal("system:Judge.|user:[INST] hi", Turns(remote.Calls.Last().Body));
        Assert.False(remote.Calls.Last().Body.ContainsKey("continue_final_message"));
    }

    [Fact]
    public async Task A_chat_never_carries_a_control_token()
    {
        await using var remote = await FakeRemote.StartAsync(FakeRemote.Chat("x"));
        using var generator = RemoteGenerators.Chat(remote);
        var request = RemoteGenerators.Request() with { Messages = [new(ChatRole.User, [new TextPiece("a"), new TokenPiece(5)])] };
        Assert.Equal(ScoringErrorCode.InvalidRequest, (await generator.GenerateAsync(request, Cancellation)).Error!.Code);
        Assert.Empty(remote.Calls);
    }

    [Theory]
    [InlineData("stop", null, FinishReason.Stop)]
    [InlineData("stop", "zz", FinishReason.Stop)]
    [InlineData("stop", 151645, FinishReason.End)]
    [InlineData("length", null, FinishReason.Length)]
    public async Task Servers_that_say_which_stop_it_was_are_believed(string reason, object? stopReason, FinishReason expected)
    {
        var body = FakeRemote.Completion("text", reason);
        if (stopReason is not null)
            body["choices"]![0]!["stop_reason"] = stopReason is int id ? id : (string)stopReason;
        await using var remote = await FakeRemote.StartAsync(body);
        using var generator = RemoteGenerators.Completions(remote);
        Assert.Equal(expected, (await generator.GenerateAsync(RemoteGenerators.Request() with { StopStrings = ["zz"] }, Cancellation)).Value.FinishReason);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_before_anything_is_sent()
    {
        await using var remote = await FakeRemote.StartAsync(FakeRemote.Completion("x"));
        using var generator = RemoteGenerators.Completions(remote);
        var sound = RemoteGenerators.Request();
        await AssertAsync(sound with { Sampling = new() { TopP = 2 } }, ScoringErrorCode.InvalidRequest);
        await AssertAsync(sound with { Sampling = new() { MaxTokens = 0 } }, ScoringErrorCode.InvalidRequest);
        await AssertAsync(sound with { StopStrings = [""] }, ScoringErrorCode.InvalidRequest);
        await AssertAsync(sound with { Question = new() { Choices = [new("only", ["x"])] } }, ScoringErrorCode.InvalidRequest);
        await AssertAsync(RemoteGenerators.Request(""), ScoringErrorCode.InvalidRequest);
        await AssertAsync(RemoteGenerators.Request(string.Concat(Enumerable.Repeat("q7 ", 300))), ScoringErrorCode.TooLong);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(sound, new CancellationToken(canceled: true)));
        Assert.Empty(remote.Calls);

        async Task AssertAsync(GenerationRequest request, ScoringErrorCode code) =>
            Assert.Equal(code, (await generator.GenerateAsync(request, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task A_verifier_of_this_project_runs_on_it()
    {
        await using var remote = await FakeRemote.StartAsync((context, call, _) => context.Response.WriteAsJsonAsync(!call.Body.ContainsKey("logprobs")
            ? FakeRemote.Completion("Step 1: 1 + 1 = 2. \\boxed{correct}\n", "stop")
            : FakeRemote.Completion(" Yes", "length", (" Yes", Math.Log(0.9), [(" Yes", Math.Log(0.9)), (" No", Math.Log(0.1))]))));
        using var generator = RemoteGenerators.Completions(remote);
        var manifest = ManifestJson.Parse("""
            {"name": "judge", "kind": "generative", "format": {"name": "chat", "layout": "raw"}, "readout": {"name": "verdict"}, "verifier": {"name": "step-check"}, "max_tokens": 200,
             "graph": {"head": "next-token", "outputs": 1000, "layers": 1, "kv_heads": 1, "head_dim": 16, "vocabulary": 1000, "max_positions": 200}}
            """u8);
        var verifier = GenerativeVerifiers.Create(manifest)!;
        var result = await VerifierVotes.VerifyAsync(verifier, new Trajectory("1 + 1?", ["1 + 1 = 2"]), generator, verifier.DefaultSampling, new() { Samples = 3 }, Cancellation);
        Assert.Equal(0.9, result.Value.Score, 1e-9);
        Assert.Equal([1.0], result.Value.StepScores);
        Assert.Equal(6, remote.Calls.Count);
    }

    private static string Turns(JsonObject body) => string.Join('|', body["messages"]!.AsArray().Select(turn => $"{turn!["role"]}:{turn["content"]}"));
}
