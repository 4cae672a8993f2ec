extern alias client;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;
using RetryOptions = client::RewardServer.Client.RetryOptions;
using RewardClient = client::RewardServer.Client.RewardClient;
using RewardException = client::RewardServer.Client.RewardException;

namespace RewardServer.Tests.Clients;

/// <summary>The typed client tries again when it may, as long as the server says.</summary>
public sealed class RetryTests
{
    private const int Exhausted = (int)StatusCode.ResourceExhausted;
    private const int Unavailable = (int)StatusCode.Unavailable;
    private const int Invalid = (int)StatusCode.InvalidArgument;

    private readonly List<TimeSpan> _pauses = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waits_as_the_server_says()
    {
        var fake = new FakeGrpc((Exhausted, "retry-pushback-ms", "3"), (Exhausted, "retry-after", "0"), (Unavailable, "grpc-status-details-bin", RetryInfo(7)), (Unavailable, "x", "y"));
        await CallAsync(fake, new() { FirstPause = TimeSpan.FromMilliseconds(1) });
        Assert.Equal([3, 0, 7, 8], _pauses.Select(pause => pause.TotalMilliseconds));
        Assert.Equal(5, fake.Calls);
    }

    [Fact]
    public async Task Own_pauses_double_up_to_the_longest()
    {
        var fake = new FakeGrpc([.. Enumerable.Repeat((Unavailable, "x", "y"), 4)]);
        await CallAsync(fake, new() { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(3) });
        Assert.Equal([1, 2, 3, 3], _pauses.Select(pause => pause.TotalMilliseconds));
    }

    [Theory]
    [InlineData(Invalid, "retry-pushback-ms", "1")]
    [InlineData(Exhausted, "x", "y")]
    [InlineData(Unavailable, "retry-pushback-ms", "-1")]
    [InlineData(Unavailable, "retry-after", "3600")]
    public async Task Gives_up_at_once(int status, string trailer, string value)
    {
        var fake = new FakeGrpc((status, trailer, value));
        var failure = await Assert.ThrowsAsync<RewardException>(() => CallAsync(fake, new(), TimeSpan.FromMinutes(1)));
        Assert.Equal(status, (int)failure.Status);
        Assert.Equal(1, fake.Calls);
    }

    [Fact]
    public async Task Gives_up_after_its_attempts()
    {
        var fake = new FakeGrpc([.. Enumerable.Repeat((Unavailable, "retry-pushback-ms", "0"), 9)]);
        await Assert.ThrowsAsync<RewardException>(() => CallAsync(fake, new() { Attempts = 3 }));
        Assert.Equal(3, fake.Calls);
    }

    [Fact]
    public async Task Refused_by_a_full_server_it_comes_back()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "100"));
        await using var _ = server;
        var first = server.PostAsync(Bodies.Of(new string('x', 330), "s").ToJsonString());
        await engine.WhenEnteredAsync();
        using var client = new RewardClient(server.Channel, new RetryOptions
        {
            Retrying = (refusal, pause) =>
        {
            Assert.Equal("overloaded", refusal.Code);
            _pauses.Add(pause);
            engine.Open();
        }
        });
        var reply = await client.ScoreAsync(new() { Trajectories = { new Proto.Trajectory { Problem = "p", Steps = { "s" } } } }, TimeSpan.FromMinutes(1), Cancel);
        Assert.Single(reply.Results);
        Assert.NotEmpty(_pauses);
        await first;
    }

    private async Task CallAsync(FakeGrpc fake, RetryOptions options, TimeSpan? timeout = null)
    {
        using var client = new RewardClient(
            GrpcChannel.ForAddress("http://fake", new GrpcChannelOptions { HttpHandler = fake }), options with { Retrying = (_, pause) => _pauses.Add(pause) });
        await client.VerifyAnswersAsync(new(), timeout, Cancel);
    }

    // google.rpc.Status { details = 3: Any { google.rpc.RetryInfo { retry_delay = 1 } } }, written field by field.
    private static string RetryInfo(int milliseconds)
    {
        var any = new Any { TypeUrl = "type.googleapis.com/google.rpc.RetryInfo", Value = Field(1, Duration.FromTimeSpan(TimeSpan.FromMilliseconds(milliseconds))) };
        return Convert.ToBase64String(Field(3, any).Span);
    }

    private static ByteString Field(int number, IMessage message) => ByteString.CopyFrom([(byte)((number << 3) | 2), (byte)message.CalculateSize(), .. message.ToByteArray()]);
}
