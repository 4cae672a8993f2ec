using System.Net.Sockets;
using System.Text;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Http;

/// <summary>What only a hand-made connection can send.</summary>
[Collection(SharedServer.Name)]
public sealed class RawHttpTests(ServerFixture fixture)
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task Body_in_chunks_of_one_byte_is_read()
    {
        var request = new StringBuilder("POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        foreach (var character in Bodies.Valid)
            request.Append("1\r\n").Append(character).Append("\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await SendAsync(request.Append("0\r\n\r\n").ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Megabytes_in_chunks_of_six_bytes_are_refused_as_json()
    {
        var request = new StringBuilder("POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        for (var i = 0; i < 500_000; i++)
            request.Append("6\r\n[[[[[[\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await SendAsync(request.Append("0\r\n\r\n").ToString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n")]
    [InlineData("POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\n\r\n{}\r\n0\r\n\r\n")]
    [InlineData("POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}")]
    [InlineData("POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    public async Task Malformed_requests_are_refused_and_the_server_goes_on(string request)
    {
        var reply = await SendAsync(request);
        Assert.True(reply.Length == 0 || reply.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), reply);
        await Server.ScoreAsync(Bodies.Valid);
    }

    [Fact]
    public async Task Huge_headers_are_refused()
    {
        var large = await SendAsync($"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('a', 40_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", large, StringComparison.Ordinal);
        var many = await SendAsync("GET / HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: a\r\n")) + "\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", many, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_size_beyond_the_limit_is_refused_before_the_body_comes()
    {
        var reply = await SendAsync("POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", reply, StringComparison.Ordinal);
        Assert.Contains("payload_too_large", reply);
    }

    private async Task<string> SendAsync(string request)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Server.Http.BaseAddress!.Port, cancel);
        var stream = client.GetStream();
        var sending = stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancel).AsTask();
        var reply = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            // One reply is enough: a connection that is kept alive has no end.
            for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            {
                reply.Append(Encoding.Latin1.GetString(buffer, 0, read));
                if (reply.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                    break;
            }
            await sending;
        }
        catch (IOException)
        {
            // The server has closed a connection that made no sense.
        }
        return reply.ToString();
    }
}
