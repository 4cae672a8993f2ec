extern alias client;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using RewardServer.Errors;
using RewardServer.Tests.Support;
using HealthClient = Grpc.Health.V1.Health.HealthClient;
using Proto = client::Reward.V1;
using RewardException = client::RewardServer.Client.RewardException;

namespace RewardServer.Tests.Grpc;

[Collection(SharedServer.Name)]
public sealed class GrpcTests(ServerFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestServer Server => fixture.Server;

    [Fact]
    public async Task Both_transports_give_the_same_bits()
    {
        var body = Bodies.Of("What is 𝔸 + 1?", "one 𝔸", "two", "three");
        body["include"] = new JsonArray("logits", "spans", "receipt");
        body["threshold"] = 1;
        body["trajectories"]![0]!["id"] = "a";
        body["trajectories"]![0]!["reference_answer"] = "3";
        var expected = (await Server.ScoreAsync(body.ToJsonString()))["results"]![0]!;

        var request = new Proto.ScoreRequest
        {
            Options = new() { Threshold = 1, Include = { Proto.Include.Logits, Proto.Include.Spans, Proto.Include.Receipt } },
            Trajectories = { new Proto.Trajectory { Id = "a", Problem = "What is 𝔸 + 1?", Steps = { "one 𝔸", "two", "three" }, ReferenceAnswer = "3" } },
        };
        var response = await Server.Client.ScoreAsync(request, cancellationToken: Cancel);
        var result = Assert.Single(response.Results);
        Assert.Equal(Bodies.Bits(expected), result.Steps.Select(step => BitConverter.SingleToInt32Bits(step.Score)));
        Assert.Equal(expected["score"]!.GetValue<float>(), result.Score);
        Assert.Equal(expected["first_error"]!.GetValue<int>(), result.FirstError);
        Assert.Equal(("a", "min", "incorrect"), (result.Id, result.Aggregation, result.Verdict.Status));
        for (var i = 0; i < 3; i++)
        {
            var step = expected["steps"]![i]!;
            Assert.Equal(step["logits"]!.AsArray().Select(logit => logit!.GetValue<float>()), result.Steps[i].Logits);
            Assert.Equal(step["chars"]!.AsArray().Select(place => place!.GetValue<int>()), [result.Steps[i].Chars.Start, result.Steps[i].Chars.End]);
            Assert.Equal(step["tokens"]!.AsArray().Select(place => place!.GetValue<int>()), [result.Steps[i].Tokens.Start, result.Steps[i].Tokens.End]);
        }
        Assert.Equal((long)expected["usage"]!["tokens"]!, result.Usage.Tokens);
        Assert.Equal(Proto.CacheState.Hit, result.Cache);
        Assert.Contains("cache=hit", result.Receipt);
    }

    [Fact]
    public async Task Response_without_steps_is_split_by_the_server()
    {
        var request = new Proto.ScoreRequest
        {
            Options = new() { StepSeparator = "|" },
            Trajectories = { new Proto.Trajectory { Problem = "p", Response = "a|b|c" } },
        };
        Assert.Equal(3, Assert.Single((await Server.Client.ScoreAsync(request, cancellationToken: Cancel)).Results).Steps.Count);
    }

    public static TheoryData<string, StatusCode, string> Refusals => new()
    {
        { """{ "trajectories": [] }""", StatusCode.InvalidArgument, "invalid_request" },
        { """{ "trajectories": [ { "problem": "", "steps": ["s"] } ] }""", StatusCode.InvalidArgument, "invalid_request" },
        { """{ "trajectories": [ { "problem": "p" } ] }""", StatusCode.InvalidArgument, "invalid_request" },
        { """{ "trajectories": [ { "problem": "p", "steps": ["s"], "response": "r" } ] }""", StatusCode.InvalidArgument, "invalid_request" },
        { """{ "trajectories": [ { "problem": "p", "steps": ["s"] } ], "options": { "truncation": 7 } }""", StatusCode.InvalidArgument, "invalid_request" },
        { """{ "trajectories": [ { "problem": "p", "steps": ["s"] } ], "options": { "temperature": 0 } }""", StatusCode.InvalidArgument, "invalid_request" },
        { """{ "trajectories": [ { "problem": "p", "steps": ["s"] } ], "options": { "model": "nope" } }""", StatusCode.NotFound, "unknown_model" },
        { """{ "trajectories": [ { "problem": "p", "steps": ["s"] } ], "options": { "model": "tiny-prm@sha256:00" } }""", StatusCode.FailedPrecondition, "fingerprint_mismatch" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_has_status_and_code(string request, StatusCode status, string code)
    {
        var message = Proto.ScoreRequest.Parser.ParseJson(request);
        var exception = await Assert.ThrowsAsync<RewardException>(() => Server.Client.ScoreAsync(message, cancellationToken: Cancel));
        Assert.Equal((status, code), (exception.Status, exception.Code));
        Assert.NotEmpty(exception.Message);
    }

    [Fact]
    public async Task Too_long_says_by_how_much()
    {
        var request = new Proto.ScoreRequest { Trajectories = { new Proto.Trajectory { Problem = new string('?', 3000), Steps = { "s" } } } };
        var exception = await Assert.ThrowsAsync<RewardException>(() => Server.Client.ScoreAsync(request, cancellationToken: Cancel));
        Assert.Equal("too_long", exception.Code);
        Assert.Matches(@"\d+ more than the model's maximum", exception.Message);
    }

    [Fact]
    public async Task Stream_answers_every_trajectory_with_its_index()
    {
        var whole = await Server.ScoreAsync(new JsonObject { ["trajectories"] = new JsonArray([.. Enumerable.Range(0, 300).Select(i => Bodies.Trajectory($"problem {i % 50}", $"s{i}"))]) }.ToJsonString());
        var results = new Dictionary<int, Proto.TrajectoryResult>();
        await foreach (var result in Server.Client.ScoreStreamAsync(new(), TrajectoriesAsync(300), Cancel))
            results.Add(result.Index, result);
        Assert.Equal(300, results.Count);
        foreach (var (index, result) in results)
            Assert.Equal(Bodies.Bits(whole["results"]![index]!), result.Steps.Select(step => BitConverter.SingleToInt32Bits(step.Score)));
    }

    [Fact]
    public async Task Stream_ends_with_its_summary()
    {
        using var call = new Proto.RewardService.RewardServiceClient(Server.Channel).ScoreStream(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new() { Trajectory = new() { Problem = "p", Steps = { "s" } } }, Cancel);
        await call.RequestStream.CompleteAsync();
        var messages = new List<Proto.ScoreStreamResponse>();
        await foreach (var message in call.ResponseStream.ReadAllAsync(Cancel))
            messages.Add(message);
        Assert.Equal(2, messages.Count);
        Assert.Equal(messages[0].Result.Usage.Tokens, messages[1].Summary.Usage.Tokens);
        Assert.Equal("tiny-prm", messages[1].Summary.Model);
    }

    [Fact]
    public async Task Stream_failure_names_the_trajectory()
    {
        var exception = await Assert.ThrowsAsync<RewardException>(() => DrainAsync(new(), [new() { Problem = "p", Steps = { "s" } }, new() { Problem = "p" }]));
        Assert.Equal("invalid_request", exception.Code);
        Assert.Contains("trajectory 1 of the stream", exception.Message);
    }

    [Fact]
    public async Task Partial_stream_goes_on_after_a_failure()
    {
        var results = await DrainAsync(new() { OnError = Proto.OnError.Partial }, [new() { Problem = "p", Steps = { "s" } }, new() { Problem = "p" }, new() { Problem = "q", Steps = { "s" } }]);
        Assert.Equal(["", "invalid_request", ""], results.OrderBy(result => result.Index).Select(result => result.Error?.Code ?? ""));
    }

    [Fact]
    public async Task Options_after_a_trajectory_are_refused()
    {
        using var call = new Proto.RewardService.RewardServiceClient(Server.Channel).ScoreStream(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new() { Trajectory = new() { Problem = "p", Steps = { "s" } } }, Cancel);
        await call.RequestStream.WriteAsync(new() { Options = new() }, Cancel);
        var exception = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var _ in call.ResponseStream.ReadAllAsync(Cancel))
            {
            }
        });
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
    }

    [Fact]
    public async Task Models_are_listed()
    {
        var model = Assert.Single(await Server.Client.ListModelsAsync(Cancel));
        var expected = JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models/tiny-prm", Cancel))!;
        Assert.Equal(expected["fingerprint"]!.GetValue<string>(), model.Fingerprint);
        Assert.Equal(expected["aggregations"]!.AsArray().Select(name => name!.GetValue<string>()), model.Aggregations);
        Assert.Equal(expected["max_tokens"]!.GetValue<int>(), model.MaxTokens);
    }

    [Fact]
    public async Task Health_and_reflection_answer()
    {
        var health = await new HealthClient(Server.Channel).CheckAsync(new() { Service = "reward.v1.RewardService" }, cancellationToken: Cancel);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);

        using var call = new ServerReflection.ServerReflectionClient(Server.Channel).ServerReflectionInfo(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new() { ListServices = "" }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        Assert.Contains("reward.v1.RewardService", call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Fact]
    public async Task Passed_deadline_is_deadline_exceeded()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var _ = server;
        var request = new Proto.ScoreRequest { Trajectories = { new Proto.Trajectory { Problem = "p", Steps = { "s" } } } };
        var first = server.Client.ScoreAsync(request, cancellationToken: Cancel);
        await engine.WhenEnteredAsync();
        var late = await Assert.ThrowsAsync<RewardException>(() => server.Client.ScoreAsync(request, TimeSpan.FromMilliseconds(100), Cancel));
        Assert.Equal(StatusCode.DeadlineExceeded, late.Status);
        engine.Open();
        Assert.Single((await first).Results);
    }

    [Fact]
    public async Task Idle_stream_does_not_hold_a_stopping_server()
    {
        await using var server = await TestServer.StartAsync();
        using var call = new Proto.RewardService.RewardServiceClient(server.Channel).ScoreStream(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new() { Trajectory = new() { Problem = "p", Steps = { "s" } } }, Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        var next = call.ResponseStream.MoveNext(Cancel);
        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        var exception = await Assert.ThrowsAsync<RpcException>(() => next);
        Assert.True(exception.Trailers.GetValue("reward-error-code") == "shutting_down", exception.ToString());
    }

    [Fact]
    public void Every_error_has_one_row_that_agrees_with_the_api()
    {
        (string Name, int Http, StatusCode Grpc)[] expected =
        [
            ("invalid_request", 400, StatusCode.InvalidArgument),
            ("too_long", 400, StatusCode.InvalidArgument),
            ("unauthenticated", 401, StatusCode.Unauthenticated),
            ("forbidden", 403, StatusCode.PermissionDenied),
            ("unknown_model", 404, StatusCode.NotFound),
            ("fingerprint_mismatch", 409, StatusCode.FailedPrecondition),
            ("payload_too_large", 413, StatusCode.ResourceExhausted),
            ("overloaded", 429, StatusCode.ResourceExhausted),
            ("shutting_down", 503, StatusCode.Unavailable),
            ("not_ready", 503, StatusCode.Unavailable),
            ("deadline_exceeded", 504, StatusCode.DeadlineExceeded),
            ("model_error", 500, StatusCode.Internal),
            ("unparsable_verdict", 500, StatusCode.Internal),
        ];
        Assert.Equal(expected, ErrorTable.All.Select(entry => (entry.Name, entry.HttpStatus, entry.GrpcStatus)));
        Assert.All(Enum.GetValues<Scoring.ScoringErrorCode>(), code => Assert.Equal(code, ErrorTable.Of(code).Code));
    }

    private static async IAsyncEnumerable<Proto.Trajectory> TrajectoriesAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new() { Problem = $"problem {i % 50}", Steps = { $"s{i}" } };
        }
    }

    private async Task<List<Proto.TrajectoryResult>> DrainAsync(Proto.ScoreOptions options, Proto.Trajectory[] trajectories)
    {
        var results = new List<Proto.TrajectoryResult>();
        await foreach (var result in Server.Client.ScoreStreamAsync(options, trajectories.ToAsyncEnumerable(), Cancel))
            results.Add(result);
        return results;
    }
}
