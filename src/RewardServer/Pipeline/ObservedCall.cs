using RewardServer.Api;
using RewardServer.Telemetry;

namespace RewardServer.Pipeline;

/// <summary>One call's figures while it runs: phases for the reply, counts for the metrics.</summary>
internal sealed class ObservedCall(TimeProvider time, ServerMetrics metrics, ILogger logger, CallContext context)
{
    private TimeSpan _tokenizeTime;

    /// <summary>The call, once it was found valid.</summary>
    public ScoringCall? Call { get; set; }

    /// <summary>The clock it is measured with.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Where its counts go.</summary>
    public ServerMetrics Metrics { get; } = metrics;

    /// <summary>The model's name as a label; requests that never found a model share one.</summary>
    public string ModelLabel => Call?.Model.Name ?? "none";

    /// <summary>Since the call arrived.</summary>
    public TimeSpan Elapsed => Time.GetElapsedTime(context.StartedAt);

    /// <summary>Notes that tokenizing took from then until now.</summary>
    public void Tokenized(long startedAt)
    {
        _tokenizeTime = Time.GetElapsedTime(startedAt);
        Metrics.Tokenized(_tokenizeTime);
    }

    /// <summary>Notes that a batch failed.</summary>
    public void BatchFailed(Exception exception) => logger.BatchFailed(ModelLabel, exception);

    /// <summary>Now, as a timestamp.</summary>
    public long Now() => Time.GetTimestamp();

    /// <summary>The phases, for the reply.</summary>
    public Timings ToTimings(ReadOnlySpan<TrajectoryWork> work)
    {
        var (queue, engine) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var item in work)
        {
            queue = item.QueueTime > queue ? item.QueueTime : queue;
            engine = item.EngineTime > engine ? item.EngineTime : engine;
        }
        return new() { TokenizeMs = Milliseconds(_tokenizeTime), QueueMs = Milliseconds(queue), InferMs = Milliseconds(engine), TotalMs = Milliseconds(Elapsed) };
    }

    private static double Milliseconds(TimeSpan span) => Math.Round(span.TotalMilliseconds, 3);
}
