namespace RewardServer.Endpoints;

/// <summary><c>GET /</c>: a page to try a model by hand; one file, nothing loaded from elsewhere.</summary>
internal static class ConsoleEndpoint
{
    private static readonly byte[] Page = Read();

    /// <summary>Maps the page.</summary>
    public static void MapConsole(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            response.Headers.XContentTypeOptions = "nosniff";
            return TypedResults.Bytes(Page, "text/html; charset=utf-8");
        }).ExcludeFromDescription();

    private static byte[] Read()
    {
        using var stream = typeof(ConsoleEndpoint).Assembly.GetManifestResourceStream("console.html")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
