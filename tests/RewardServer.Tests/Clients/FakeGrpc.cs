using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace RewardServer.Tests.Clients;

/// <summary>Answers gRPC calls: one set of trailers a call with status other than 0, then empty messages.</summary>
internal sealed class FakeGrpc(params (int Status, string Trailer, string Value)[] refusals) : HttpMessageHandler
{
    private int _calls;

    /// <summary>Calls that were made.</summary>
    public int Calls => _calls;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _calls) - 1;
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Version = HttpVersion.Version20, RequestMessage = request, Content = new ByteArrayContent(call < refusals.Length ? [] : new byte[5]) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var (status, trailer, value) = call < refusals.Length ? refusals[call] : (0, "x-none", "");
        var headers = status == 0 ? response.TrailingHeaders : response.Headers;
        headers.Add("grpc-status", status.ToString(CultureInfo.InvariantCulture));
        headers.Add(trailer, value);
        return Task.FromResult(response);
    }
}
