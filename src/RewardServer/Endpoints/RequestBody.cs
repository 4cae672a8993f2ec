using System.Buffers;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Endpoints;

/// <summary>A request's whole body in one pooled array; dispose it when it is parsed.</summary>
internal readonly struct RequestBody : IDisposable
{
    private const int FirstRent = 16 * 1024;

    private readonly byte[] _buffer;
    private readonly int _length;

    private RequestBody(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Utf8 => _buffer.AsSpan(0, _length);

    /// <summary>Reads the body of a JSON request to its end.</summary>
    /// <exception cref="ApiException">It is compressed, too large, or no body by the rules of HTTP.</exception>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The longest body.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <param name="takesAnyType">Whether any media type is taken, from other programs than web pages.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken, bool takesAnyType = false)
    {
        // Routing has refused every other type. No type at all must be too: a web page could send that to a loopback server.
        if (takesAnyType ? !request.HasJsonContentType() && request.Headers.Origin.Count > 0 : string.IsNullOrEmpty(request.ContentType))
            throw new ApiException(ScoringErrorCode.InvalidRequest, "the Content-Type must be application/json");
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..] && encoding != "identity")
            throw new ApiException(ScoringErrorCode.InvalidRequest, "Content-Encoding is not supported; send the body uncompressed");
        // The declared length is the client's word: it saves growing, it does not buy memory before the bytes are here.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(request.ContentLength ?? FirstRent, 1, 4 * FirstRent));
        try
        {
            var length = 0;
            while (await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > maxBytes)
                    throw await TooLargeAsync(request.Body, buffer, maxBytes, cancellationToken);
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }
            return new(buffer, length);
        }
        catch (Exception exception)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (exception is BadHttpRequestException bad)
                throw Refused(bad);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    // Most clients listen only when they have sent everything: what is a little too large is read to its end, so that they get
    // the answer and not a broken connection. Kestrel cuts off what is much too large.
    private static async Task<ApiException> TooLargeAsync(Stream body, byte[] buffer, int maxBytes, CancellationToken cancellationToken)
    {
        while (await body.ReadAsync(buffer, cancellationToken) > 0)
        {
        }
        return new(ScoringErrorCode.PayloadTooLarge, $"the body is larger than {maxBytes} bytes; send several calls");
    }

    private static ApiException Refused(BadHttpRequestException exception) => new(
        exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? ScoringErrorCode.PayloadTooLarge : ScoringErrorCode.InvalidRequest,
        exception.Message);
}
