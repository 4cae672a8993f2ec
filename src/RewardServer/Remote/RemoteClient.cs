using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RewardServer.Scoring;

namespace RewardServer.Remote;

/// <summary>Posts requests to one remote server and brings back its answer, or why there is none. Thread-safe.</summary>
internal sealed class RemoteClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly ResiliencePipeline<RemoteAnswer> _pipeline;
    private readonly RemoteOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Prepares a connection; nothing is sent before the first request.</summary>
    /// <param name="options">Where to and how; <see cref="RemoteOptions.Problems"/> must be empty.</param>
    /// <param name="time">The clock of timeouts, delays and the breaker.</param>
    public RemoteClient(RemoteOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _pipeline = RemoteResilience.Create(options, time);

        // A redirect could lead the key and the texts elsewhere; a cookie would tie requests together.
#pragma warning disable CA2000 // The client disposes its handler.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConcurrency,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
#pragma warning restore CA2000
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.Address.TrimEnd('/') + '/'),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaxResponseBytes,
        };
        if (options.ApiKeyVariable is { } variable)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable(variable));
    }

    /// <summary>Posts a body and returns the one of a successful answer.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ScoringResult<byte[]>> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var json = body.ToJsonString();
        try
        {
            var answer = await _pipeline.ExecuteAsync(cancellation => AttemptAsync(path, json, cancellation), cancellationToken);
            return answer.Status is >= 200 and < 300 ? answer.Body : RemoteErrors.OfStatus(answer, _options);
        }
        catch (BrokenCircuitException broken)
        {
            var wait = broken.RetryAfter is { } after ? string.Create(CultureInfo.InvariantCulture, $" in {Math.Max(1, Math.Ceiling(after.TotalSeconds))} s") : " later";
            return new ScoringError(ScoringErrorCode.Overloaded, $"The remote model '{_options.Model}' failed too often and is left alone for a while; try again{wait}.");
        }
        catch (TimeoutRejectedException)
        {
            return new ScoringError(ScoringErrorCode.DeadlineExceeded, string.Create(CultureInfo.InvariantCulture, $"The remote model '{_options.Model}' did not answer within {_options.AttemptTimeout.TotalSeconds:0.###} s (Remote:AttemptTimeout)."));
        }
        catch (HttpRequestException failure)
        {
            return RemoteErrors.OfFailure(failure, _options);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<RemoteAnswer> AttemptAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, null, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), retryAfter < TimeSpan.Zero ? TimeSpan.Zero : retryAfter);
    }
}
