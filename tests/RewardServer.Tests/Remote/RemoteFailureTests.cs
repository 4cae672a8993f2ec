using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using RewardServer.Remote;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Tests.Remote;

public class RemoteFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_refusal_is_repeated_when_the_server_said_to_come_back(int status)
    {
        var time = new FakeTimeProvider();
        var came = new List<DateTimeOffset>();
        await using var remote = await FakeRemote.StartAsync((context, _, n) =>
        {
            came.Add(time.GetUtcNow());
            if (n == 2)
                return context.Response.WriteAsJsonAsync(FakeRemote.Completion("done"));
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = n == 0 ? "7" : time.GetUtcNow().AddSeconds(12).ToString("r");
            return Task.CompletedTask;
        });
        using var generator = RemoteGenerators.Completions(remote, time);
        var result = await RemoteGenerators.RunAsync(time, generator.GenerateAsync(RemoteGenerators.Request(), Cancellation));
        Assert.Equal("done", result.Value.Text);
        Assert.InRange((came[1] - came[0]).TotalSeconds, 7, 8);
        Assert.InRange((came[2] - came[1]).TotalSeconds, 11, 13); // a date has whole seconds
    }

    [Fact]
    public async Task A_server_that_stays_busy_or_asks_for_too_long_is_overloaded()
    {
        var time = new FakeTimeProvider();
        var wait = "1";
        await using var remote = await FakeRemote.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = wait;
            return Task.CompletedTask;
        });
        using var generator = RemoteGenerators.Completions(remote, time);
        var result = await RemoteGenerators.RunAsync(time, generator.GenerateAsync(RemoteGenerators.Request(), Cancellation));
        Assert.Equal(ScoringErrorCode.Overloaded, result.Error!.Code);
        Assert.Equal(4, remote.Calls.Count);
        wait = "3600";
        Assert.Equal(ScoringErrorCode.Overloaded, (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!.Code);
        Assert.Equal(5, remote.Calls.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again_and_then_reported()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}/v1";
        listener.Stop();
        var time = new FakeTimeProvider();
        using var generator = RemoteGenerators.Completions(address, time);
        var started = time.GetUtcNow();
        var result = await RemoteGenerators.RunAsync(time, generator.GenerateAsync(RemoteGenerators.Request(), Cancellation));
        Assert.Equal(ScoringErrorCode.Overloaded, result.Error!.Code);
        Assert.Contains("cannot be reached", result.Error.Message, StringComparison.Ordinal);
        Assert.True(time.GetUtcNow() > started, "there was no delay between attempts");
    }

    [Theory]
    [InlineData(500, ScoringErrorCode.ModelError)]
    [InlineData(502, ScoringErrorCode.ModelError)]
    [InlineData(504, ScoringErrorCode.ModelError)]
    [InlineData(400, ScoringErrorCode.ModelError)]
    [InlineData(401, ScoringErrorCode.ModelError)]
    [InlineData(404, ScoringErrorCode.ModelError)]
    [InlineData(302, ScoringErrorCode.ModelError)]
    public async Task What_may_have_been_computed_or_will_not_help_is_not_repeated(int status, ScoringErrorCode code)
    {
        await using var remote = await FakeRemote.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/v1/elsewhere";
            return context.Response.WriteAsync("""{"error": {"message": "it broke\u0007 in line 3", "type": "x"}}""");
        });
        using var generator = RemoteGenerators.Completions(remote);
        var error = (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!;
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.Single(remote.Calls);
    }

    [Fact]
    public async Task A_prompt_too_long_for_the_server_is_the_callers_business()
    {
        await using var remote = await FakeRemote.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"error": {"message": "This model's maximum context length is 4096 tokens.", "code": "context_length_exceeded"}}""");
        });
        using var generator = RemoteGenerators.Completions(remote);
        Assert.Equal(ScoringErrorCode.TooLong, (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_hangs_is_given_up_once(bool startsToAnswer)
    {
        var time = new FakeTimeProvider();
        await using var remote = await FakeRemote.StartAsync(async (context, _, _) =>
        {
            if (startsToAnswer)
                await context.Response.WriteAsync("{\"choices\": [");
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, startsToAnswer ? context.RequestAborted : Cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var stop = new CancellationTokenSource();
        using var generator = RemoteGenerators.Completions(remote, time, options => options.AttemptTimeout = TimeSpan.FromSeconds(90));
        var running = generator.GenerateAsync(RemoteGenerators.Request(), Cancellation);
        while (remote.Calls.IsEmpty)
            await Task.Delay(5, Cancellation);
        var started = time.GetUtcNow();
        var result = await RemoteGenerators.RunAsync(time, running);
        Assert.Equal(ScoringErrorCode.DeadlineExceeded, result.Error!.Code);
        Assert.InRange((time.GetUtcNow() - started).TotalSeconds, 85, 120);
        Assert.Single(remote.Calls);
    }

    [Fact]
    public async Task Cancelling_releases_the_caller_and_the_connection()
    {
        var released = new TaskCompletionSource();
        await using var remote = await FakeRemote.StartAsync(async (context, _, _) =>
        {
            using var registration = context.RequestAborted.Register(released.SetResult);
            await released.Task;
        });
        using var generator = RemoteGenerators.Completions(remote);
        using var cancellation = new CancellationTokenSource();
        var running = generator.GenerateAsync(RemoteGenerators.Request(), cancellation.Token);
        while (remote.Calls.IsEmpty)
            await Task.Delay(5, Cancellation);
        Assert.Equal(1, generator.Unfinished);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await released.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal(0, generator.Unfinished);
    }

    [Fact]
    public async Task A_broken_connection_is_an_error_and_not_asked_for_twice()
    {
        await using var remote = await FakeRemote.StartAsync(async (context, _, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync(Cancellation);
            context.Abort();
        });
        using var generator = RemoteGenerators.Completions(remote);
        var error = (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!;
        Assert.Equal(ScoringErrorCode.ModelError, error.Code);
        Assert.Single(remote.Calls);
    }

    [Theory]
    [InlineData("", "valid JSON")]
    [InlineData("{\"choices\": [", "valid JSON")]
    [InlineData("[]", "'choices'")]
    [InlineData("null", "'choices'")]
    [InlineData("{\"choices\": []}", "empty")]
    [InlineData("{\"choices\": [7], \"usage\": {}}", "")]
    [InlineData("{\"choices\": [{\"text\": null, \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 1}}", "'text'")]
    [InlineData("{\"choices\": [{\"text\": \"x\"}], \"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 1}}", "finish_reason")]
    [InlineData("{\"choices\": [{\"text\": \"x\", \"finish_reason\": \"content_filter\"}], \"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 1}}", "content_filter")]
    [InlineData("{\"choices\": [{\"text\": \"x\", \"finish_reason\": \"stop\"}]}", "'usage'")]
    [InlineData("{\"choices\": [{\"text\": \"x\", \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": -1, \"completion_tokens\": 1}}", "prompt_tokens")]
    [InlineData("{\"choices\": [{\"text\": \"\\ud800\", \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 1}}", "")]
    public async Task Answers_that_cannot_be_read_say_why(string body, string because)
    {
        await using var remote = await FakeRemote.StartAsync((context, _, _) => context.Response.WriteAsync(body));
        using var generator = RemoteGenerators.Completions(remote);
        var error = (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!;
        Assert.Equal(ScoringErrorCode.ModelError, error.Code);
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_and_size_of_an_answer_are_bounded()
    {
        var body = new string('[', 100_000);
        await using var remote = await FakeRemote.StartAsync((context, _, _) => context.Response.WriteAsync(body));
        using var generator = RemoteGenerators.Completions(remote, null, options => options.MaxResponseBytes = 200_000);
        Assert.Contains("valid JSON", (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!.Message, StringComparison.Ordinal);
        body = new string(' ', 300_000);
        var error = (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!;
        Assert.Equal(ScoringErrorCode.ModelError, error.Code);
        Assert.Contains("MaxResponseBytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChoicePosition.End)]
    [InlineData(ChoicePosition.LastMention)]
    public async Task Log_probabilities_that_were_not_sent_are_an_error(ChoicePosition position)
    {
        await using var remote = await FakeRemote.StartAsync(FakeRemote.Completion(" Yes"));
        using var generator = RemoteGenerators.Completions(remote);
        var error = (await generator.GenerateAsync(RemoteGenerators.Request() with { Question = RemoteGenerators.YesNo(position) }, Cancellation)).Error!;
        Assert.Equal(ScoringErrorCode.ModelError, error.Code);
        Assert.Contains("logprobs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_server_is_left_alone_and_tried_with_one_request_later()
    {
        var time = new FakeTimeProvider();
        var isWell = false;
        await using var remote = await FakeRemote.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = isWell ? 200 : 500;
            return context.Response.WriteAsJsonAsync(FakeRemote.Completion("well"));
        });
        using var generator = RemoteGenerators.Completions(remote, time);
        for (var i = 0; i < 8; i++)
            Assert.Equal(ScoringErrorCode.ModelError, (await AskAsync()).Error!.Code);
        var open = (await AskAsync()).Error!;
        Assert.Equal(ScoringErrorCode.Overloaded, open.Code);
        Assert.Contains("15 s", open.Message, StringComparison.Ordinal);
        Assert.Equal(8, remote.Calls.Count);

        // Half open: one request goes through; it fails, and the breaker opens again.
        time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(ScoringErrorCode.ModelError, (await AskAsync()).Error!.Code);
        Assert.Equal(ScoringErrorCode.Overloaded, (await AskAsync()).Error!.Code);
        Assert.Equal(9, remote.Calls.Count);

        isWell = true;
        time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal("well", (await AskAsync()).Value.Text);
        Assert.Equal("well", (await AskAsync()).Value.Text);

        Task<ScoringResult<Scoring.Generative.Generation>> AskAsync() => generator.GenerateAsync(RemoteGenerators.Request(), Cancellation);
    }

    [Fact]
    public async Task A_second_request_goes_out_beside_a_slow_one_only_when_that_is_configured()
    {
        var time = new FakeTimeProvider();
        await using var remote = await FakeRemote.StartAsync(async (context, _, n) =>
        {
            if (n == 0)
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            await context.Response.WriteAsJsonAsync(FakeRemote.Completion("second"), context.RequestAborted);
        });
        using var generator = RemoteGenerators.Completions(remote, time, options => options.HedgeAfter = TimeSpan.FromSeconds(20));
        var running = generator.GenerateAsync(RemoteGenerators.Request(), Cancellation);
        while (remote.Calls.IsEmpty)
            await Task.Delay(5, Cancellation);
        Assert.Equal("second", (await RemoteGenerators.RunAsync(time, running)).Value.Text);
        Assert.Equal(2, remote.Calls.Count);
    }

    [Fact]
    public async Task More_texts_than_may_wait_are_refused()
    {
        var gate = new TaskCompletionSource();
        await using var remote = await FakeRemote.StartAsync(async (context, _, _) =>
        {
            await gate.Task;
            await context.Response.WriteAsJsonAsync(FakeRemote.Completion("x"));
        });
        using var generator = RemoteGenerators.Completions(remote, null, options => options.MaxUnfinishedTexts = 2);
        Task<ScoringResult<Scoring.Generative.Generation>>[] texts = [.. Enumerable.Range(0, 3).Select(_ => generator.GenerateAsync(RemoteGenerators.Request(), Cancellation))];
        Assert.Equal(ScoringErrorCode.Overloaded, (await texts[2]).Error!.Code);
        gate.SetResult();
        Assert.All(await Task.WhenAll(texts[..2]), result => Assert.True(result.IsSuccess));
    }

    [Fact]
    public async Task The_key_goes_to_the_server_and_nowhere_else()
    {
        const string variable = "REWARDSERVER_TEST_REMOTE_KEY", key = "sk-very-secret";
        Environment.SetEnvironmentVariable(variable, key);
        await using var remote = await FakeRemote.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync("{\"error\": {\"message\": \"bad key " + key + "\"}}");
        });
        using var generator = RemoteGenerators.Completions(remote, null, options => options.ApiKeyVariable = variable);
        var error = (await generator.GenerateAsync(RemoteGenerators.Request(), Cancellation)).Error!;
        Assert.Equal("Bearer " + key, remote.Calls.Single().Authorization);
        Assert.DoesNotContain(key, error.Message, StringComparison.Ordinal);
    }
}
