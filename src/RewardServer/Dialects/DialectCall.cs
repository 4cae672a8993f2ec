using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RewardServer.Api;
using RewardServer.Dialects.Reading;
using RewardServer.Endpoints;
using RewardServer.Errors;
using RewardServer.Health;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Scoring;

namespace RewardServer.Dialects;

/// <summary>One call in a dialect: what was asked, and what it takes to answer.</summary>
/// <param name="http">The exchange.</param>
/// <param name="body">The body; empty for a call without one.</param>
/// <param name="context">What else is known of the call.</param>
/// <param name="services">The server's parts.</param>
internal sealed class DialectCall(HttpContext http, RequestBody? body, CallContext context, DialectServices services) : IDisposable
{
    private readonly SortedSet<string> _ignored = new(StringComparer.Ordinal);
    private ModelUse? _use;

    /// <summary>The exchange; for what is not JSON.</summary>
    public HttpContext Http => http;

    /// <summary>What the pipeline wants to know of the call.</summary>
    public CallContext Context { get; set; } = context;

    /// <summary>Scores.</summary>
    public ScoringPipeline Pipeline => services.Pipeline;

    /// <summary>Finds models.</summary>
    public DialectModels Models => services.Models;

    /// <summary>Whether the server takes work.</summary>
    public Readiness Readiness => services.Readiness;

    /// <summary>How dialects are configured.</summary>
    public DialectOptions Options => services.Options.Value;

    /// <summary>The body's bytes.</summary>
    public ReadOnlySpan<byte> Body => body is { } bytes ? bytes.Utf8 : [];

    /// <summary>Seconds since 1970.</summary>
    public long Created => services.Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Since the call arrived.</summary>
    public TimeSpan Elapsed => services.Time.GetElapsedTime(Context.StartedAt);

    /// <summary>Reads the body; fields that the type does not have are named in the reply's header.</summary>
    /// <exception cref="ApiException">It is not the JSON of a <typeparamref name="T"/>.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : DialectRequest => Read(Body, type);

    /// <summary>Reads a part of the body.</summary>
    /// <inheritdoc cref="Read{T}(JsonTypeInfo{T})"/>
    public T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : DialectRequest
    {
        var request = RequestJson.Parse(utf8, type);
        FieldNames.RequireUnicode(utf8);
        foreach (var name in request.Unknown?.Keys ?? Enumerable.Empty<string>())
            _ignored.Add(name);
        return request;
    }

    /// <summary>Names a field that was sent and means nothing here.</summary>
    public void Ignore(string field, bool isSent)
    {
        if (isSent)
            _ignored.Add(field);
    }

    /// <summary>The model that the client means: the one its body names, else the one its URL does (<c>?model=</c>).</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public ServedModel ModelOf(DialectRequest? request) => Take(() => services.Models.Resolve(request?.Model ?? http.Request.Query["model"]), model => model);

    /// <summary>Finds a model and keeps it for this call: what is asked of the pipeline is asked of it, though another be served in its place meanwhile.</summary>
    /// <typeparam name="T">What knows the model.</typeparam>
    public T Take<T>(Func<T> find, Func<T, ServedModel> modelOf)
    {
        _use?.Dispose();
        _use = ModelUse.Take(find, modelOf, out var found);
        Context = Context with { Model = modelOf(found) };
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _use?.Dispose();

    /// <summary>Says how many items were cut, when any was.</summary>
    public void NoteTruncated(int items)
    {
        if (items > 0)
            http.Response.Headers["x-truncated"] = items.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the answer.</summary>
    public Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type) => AnswerAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type), "application/json");

    /// <summary>Writes the answer as bytes.</summary>
    public async Task AnswerAsync(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        NameIgnored();
        http.Response.ContentType = mediaType;
        http.Response.ContentLength = bytes.Length;
        await http.Response.BodyWriter.WriteAsync(bytes);
    }

    /// <summary>Names in the reply's header what was sent and means nothing here.</summary>
    public void NameIgnored()
    {
        if (_ignored.Count > 0)
            http.Response.Headers["x-ignored-fields"] = IgnoredFields.ToHeader(_ignored);
    }

    /// <summary>The failure of a request in one place.</summary>
    public static ApiException Refused(string pointer, string message) =>
        new(ScoringErrorCode.InvalidRequest, $"{pointer}: {message}", new Dictionary<string, string> { [pointer] = message });
}
