using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using RewardServer.Api;
using RewardServer.Hosting;
using RewardServer.Pipeline;

namespace RewardServer.Endpoints;

/// <summary>Reads calls of the native API and writes their answers.</summary>
internal sealed class JsonCalls(PipelineTelemetry telemetry, IOptions<ServerOptions> options, TimeProvider time)
{
    private const string Dialect = "v1";

    /// <summary>Reads a request and what else is to be known of the call.</summary>
    public async ValueTask<(T Request, CallContext Call)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        var arrived = time.GetTimestamp();
        using var body = await ReadBodyAsync(http, arrived);
        return await ParseAsync(http, body, arrived, type);
    }

    /// <summary>Reads a body that might be another dialect's.</summary>
    public ValueTask<RequestBody> ReadBodyAsync(HttpContext http, long arrived) =>
        telemetry.ReadAsync(Dialect, arrived, () => RequestBody.ReadAsync(http.Request, options.Value.MaxBodyBytes, http.RequestAborted));

    /// <summary>A body that was read as a request.</summary>
    public ValueTask<(T Request, CallContext Call)> ParseAsync<T>(HttpContext http, RequestBody body, long arrived, JsonTypeInfo<T> type)
        where T : class =>
        telemetry.ReadAsync(Dialect, arrived, () => ValueTask.FromResult(
            (RequestJson.Parse(body.Utf8, type), new CallContext(Dialect, arrived, RequestTimeout.Of(http.Request), http.RequestAborted)
            {
                Lane = CallPriority.Parse(http.Request.Headers.TryGetValue(CallPriority.Header, out var priority) ? priority.ToString() : null),
            })));

    /// <summary>Writes the answer to a call, with where the time went.</summary>
    public static Task AnswerAsync<T>(HttpResponse response, T answer, JsonTypeInfo<T> type, Timings timings)
    {
        response.Headers["Server-Timing"] = string.Create(
            CultureInfo.InvariantCulture,
            $"tokenize;dur={timings.TokenizeMs}, queue;dur={timings.QueueMs}, infer;dur={timings.InferMs}, total;dur={timings.TotalMs}");
        return AnswerAsync(response, answer, type);
    }

    /// <summary>Writes the answer to a call.</summary>
    public static async Task AnswerAsync<T>(HttpResponse response, T answer, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json);
    }
}
