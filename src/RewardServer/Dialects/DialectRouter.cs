using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using RewardServer.Endpoints;
using RewardServer.Errors;
using RewardServer.Hosting;
using RewardServer.Pipeline;
using RewardServer.Scoring;

namespace RewardServer.Dialects;

/// <summary>Brings a request to the call of the dialect that it means.</summary>
internal sealed class DialectRouter(IOptions<ServerOptions> server, PipelineTelemetry telemetry, DialectServices services)
{
    private readonly FrozenDictionary<string, BesideNative> _besideNative = SpokenIn(services.Options.Value)
        .Where(spoken => spoken.Route.AtRoot && DialectEndpoints.NativePaths.Contains(spoken.Route.Path))
        .GroupBy(spoken => spoken.Route.Path)
        .ToFrozenDictionary(group => group.Key, group => new BesideNative([.. group], group.SelectMany(spoken => spoken.Route.Keys).ToFrozenSet()));

    /// <summary>Every call that is spoken, with its dialect.</summary>
    public IReadOnlyList<SpokenRoute> Routes { get; } = [.. SpokenIn(services.Options.Value)];

    /// <summary>Whether a call answers without its prefix.</summary>
    public bool IsAtRoot(SpokenRoute spoken) =>
        spoken.Route.AtRoot || (spoken.Route.WhenPreferred && Preferred([spoken]) is not null);

    /// <summary>How dialects are configured.</summary>
    public DialectOptions Options => services.Options.Value;

    /// <summary>In whose shape errors are told at a path; null at those of the API's own and where nothing answers.</summary>
    public IDialect? DialectAt(string? path)
    {
        if (path is null || DialectEndpoints.NativePaths.Contains(path))
            return null;
        var target = Options.Paths.TryGetValue(path, out var configured) ? configured : path;
        return Routes.FirstOrDefault(spoken => target == spoken.PrefixedPath || (IsAtRoot(spoken) && target == spoken.Route.Path))?.Dialect;
    }

    /// <summary>Answers a request at a path where these calls answer.</summary>
    public async Task HandleAsync(HttpContext http, IReadOnlyList<SpokenRoute> candidates)
    {
        // Until it is known whose the request is, errors are told in the first one's shape.
        var (first, arrived) = (candidates[0], services.Time.GetTimestamp());
        http.Features.Set(first.Dialect);
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await AnswerAsync(http, null, arrived, first);
            return;
        }
        var takesAnyType = candidates.Any(candidate => candidate.Route.TakesAnyMediaType);
        using var body = await telemetry.ReadAsync(first.Dialect.Name, arrived, () => RequestBody.ReadAsync(http.Request, server.Value.MaxBodyBytes, http.RequestAborted, takesAnyType));
        await AnswerAsync(http, body, arrived, candidates.Count == 1 ? first : Choose(candidates, BodyKeys.Of(body.Utf8)));
    }

    /// <summary>Answers a request in a dialect.</summary>
    public async Task AnswerAsync(HttpContext http, RequestBody? body, long arrived, SpokenRoute spoken)
    {
        http.Features.Set(spoken.Dialect);
        CallContext context = new(spoken.Dialect.Name, arrived, RequestTimeout.Of(http.Request), http.RequestAborted);
        using var call = new DialectCall(http, body, context, services);
        await spoken.Route.HandleAsync(call);
    }

    /// <summary>The call that a body means at a path of the API's own, whose bodies have a key of their own; null when it is the API's.</summary>
    /// <exception cref="ApiException">It means several.</exception>
    public SpokenRoute? FindBesideNative(string path, ReadOnlySpan<byte> utf8, string nativeKey)
    {
        // The API's key is usually the first or the second one, and then nothing more is looked at.
        if (!_besideNative.TryGetValue(path, out var beside) || BodyKeys.Find(utf8, key => key == nativeKey || beside.Keys.Contains(key)) is not { } first || first == nativeKey)
            return null;
        var keys = BodyKeys.Of(utf8);
        return keys.Contains(nativeKey) ? null : Find(beside.Routes, keys);
    }

    private static IEnumerable<SpokenRoute> SpokenIn(DialectOptions options) =>
        AllDialects.All.Where(options.Speaks).SelectMany(dialect => dialect.Routes, (dialect, route) => new SpokenRoute(dialect, route));

    private SpokenRoute Choose(IReadOnlyList<SpokenRoute> candidates, HashSet<string> keys) =>
        Find(candidates, keys) ?? Preferred(candidates) ?? throw Ambiguous(candidates, "has no field that says which API it means");

    private SpokenRoute? Find(IReadOnlyList<SpokenRoute> candidates, HashSet<string> keys)
    {
        var meant = candidates.Where(candidate => candidate.Route.Keys.Any(keys.Contains)).ToArray();
        if (meant.Length <= 1)
            return meant.SingleOrDefault();
        return Preferred(meant) ?? throw Ambiguous(meant, "has fields of several APIs");
    }

    private SpokenRoute? Preferred(IReadOnlyList<SpokenRoute> candidates) =>
        candidates.FirstOrDefault(candidate => string.Equals(candidate.Dialect.Name, services.Options.Value.Preferred, StringComparison.OrdinalIgnoreCase));

    private static ApiException Ambiguous(IReadOnlyList<SpokenRoute> candidates, string problem) => new(
        ScoringErrorCode.InvalidRequest,
        $"the body {problem}; at this path there are {string.Join(", ", candidates.Select(candidate => $"{candidate.Dialect.Title} ({string.Join(" or ", candidate.Route.Keys)}; always at {candidate.PrefixedPath})"))}");

    /// <summary>The calls beside a native one, and all their keys.</summary>
    private sealed record BesideNative(SpokenRoute[] Routes, FrozenSet<string> Keys);
}
