using System.Net;
using System.Net.Http.Headers;
using RewardServer.LoadTests.Load;

namespace RewardServer.LoadTests.Targets;

/// <summary>Posts prepared bodies.</summary>
internal sealed class HttpSender(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 4096 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };

    public async Task<Answer> PostAsync(Uri path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var reply = await _http.PostAsync(path, content);
            var bytes = await reply.Content.ReadAsByteArrayAsync();
            return reply.StatusCode switch
            {
                HttpStatusCode.OK => new(AnswerKind.Ok, false, bytes),
                HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(AnswerKind.Refused, reply.Headers.RetryAfter is not null, bytes),
                _ => new(AnswerKind.Failed, false, bytes),
            };
        }
        catch (HttpRequestException exception)
        {
            return new(AnswerKind.Failed, false, System.Text.Encoding.UTF8.GetBytes(exception.Message));
        }
    }

    public void Dispose() => _http.Dispose();
}
