using System.Net.Http.Headers;
using System.Text.Json;
using RewardServer.Scoring;

namespace RewardServer.LoadTests;

/// <summary>Sends prepared bodies and keeps the replies unread, so that as little as possible runs beside the server.</summary>
internal sealed class ScoreClient(Uri address, int connections) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(5),
    };

    public static byte[] Body(IEnumerable<Trajectory> trajectories) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        trajectories = trajectories.Select(trajectory => new { problem = trajectory.Problem, steps = trajectory.Steps }),
    });

    public async Task<byte[]> PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var reply = await _http.PostAsync(new Uri("/v1/score", UriKind.Relative), content);
        var bytes = await reply.Content.ReadAsByteArrayAsync();
        return reply.IsSuccessStatusCode
            ? bytes
            : throw new HttpRequestException($"The server answered {(int)reply.StatusCode}: {System.Text.Encoding.UTF8.GetString(bytes)}");
    }

    /// <summary>A closed loop: each connection sends its next body when it has the last answer, until all are answered.</summary>
    /// <returns>The replies in the order of the bodies, and the time from the first request to the last answer.</returns>
    public async Task<(byte[][] Replies, TimeSpan Elapsed)> PostAllAsync(byte[][] bodies)
    {
        var replies = new byte[bodies.Length][];
        var next = -1;
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < bodies.Length; i = Interlocked.Increment(ref next))
                replies[i] = await PostAsync(bodies[i]);
        }));
        return (replies, TimeProvider.System.GetElapsedTime(started));
    }

    public void Dispose() => _http.Dispose();
}
