using RewardServer.Api;
using RewardServer.Models;

namespace RewardServer.Health;

/// <summary>
/// Has the default model, or the first where none is, score one tiny trajectory on its engine, past every cache of scores: what <c>/health_score</c> tells. At most
/// once a second; who asks meanwhile gets the same answer, so that asking often costs nothing.
/// </summary>
internal sealed class ScoreProbe(ModelCatalog models, Readiness readiness, TimeProvider time)
{
    private const string Failing = "failing";

    /// <summary>An engine that takes longer for a handful of tokens, queue included, is no healthy one.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<ReadinessReport>? _last;
    private long _startedAt;

    /// <summary>The report: the server's own while it is not ready, else that of a score not older than a second.</summary>
    public Task<ReadinessReport> RunAsync()
    {
        if (!readiness.IsReady)
            return Task.FromResult(readiness.Report());
        lock (_lock)
        {
            if (_last is null || (_last.IsCompleted && time.GetElapsedTime(_startedAt) >= Period))
                (_startedAt, _last) = (time.GetTimestamp(), Task.Run(ScoreAsync));
            return _last;
        }
    }

    private async Task<ReadinessReport> ScoreAsync()
    {
        var model = models.DefaultName is { } name ? models.Resolve(name) : models.All.First();
        var start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        string? problem = null;
        foreach (var asked in model.Composite?.Models ?? [model])
            problem ??= await ScoreAsync(asked, limit.Token);
        var status = problem is null ? Readiness.Ready : Failing;
        return new(status, [new("score:" + model.Name, status, problem ?? $"scored in {time.GetElapsedTime(start).TotalMilliseconds:0.0} ms")]);
    }

    private static async Task<string?> ScoreAsync(ServedModel model, CancellationToken limit)
    {
        try
        {
            return await ModelSelfCheck.RunOneAsync(model, limit);
        }
        catch (OperationCanceledException)
        {
            return $"the model '{model.Name}' gave no score within {Limit.TotalSeconds} s";
        }
    }
}
