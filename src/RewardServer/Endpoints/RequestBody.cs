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

    /// <summary>Reads the body of a JSON request to its end; Kestrel keeps it below the configured size.</summary>
    /// <exception cref="ApiException">It is not plain JSON by its headers.</exception>
    public static async ValueTask<RequestBody> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RequireJson(request);
        // The declared length is the client's word: it saves growing, it does not buy memory before the bytes are here.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(request.ContentLength ?? FirstRent, 1, 4 * FirstRent));
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }
            return new(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
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

    // Only JSON: a web page can make a browser post text/plain to a loopback server without asking, but not this.
    private static void RequireJson(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new ApiException(ScoringErrorCode.InvalidRequest, "the Content-Type must be application/json");
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..] && encoding != "identity")
            throw new ApiException(ScoringErrorCode.InvalidRequest, "Content-Encoding is not supported; send the body uncompressed");
    }
}
