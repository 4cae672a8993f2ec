using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RewardServer.Hosting;

/// <summary>The configured host as an address to listen on.</summary>
internal static class ListenAddress
{
    /// <summary>Reads an IP address, <c>localhost</c> or <c>*</c>.</summary>
    public static bool TryParse(string host, out IPAddress address)
    {
        address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(host, out var parsed) ? parsed : IPAddress.None,
        };
        return !address.Equals(IPAddress.None);
    }

    /// <summary>Two ports, because cleartext HTTP/2 cannot share one with HTTP/1.1; and the limits of both.</summary>
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        if (!TryParse(options.Host, out var address))
            throw new InvalidOperationException($"Server:Host '{options.Host}' was not checked. This is a bug.");
        kestrel.AddServerHeader = false;
        // The endpoint refuses what is over the limit; this is where a connection is cut off instead of read to its end.
        kestrel.Limits.MaxRequestBodySize = 4L * options.MaxBodyBytes;
        kestrel.Listen(address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Listen(address, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
    }
}
