using System.Collections.Concurrent;

namespace RewardServer.Training.Policies;

/// <summary>When each part of an update began and ended; from any thread.</summary>
/// <param name="time">The clock.</param>
internal sealed class RunTrace(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();
    private readonly ConcurrentQueue<TraceSpan> spans = [];

    /// <summary>Seconds since the run began.</summary>
    public double Now => time.GetElapsedTime(start).TotalSeconds;

    /// <summary>Begins a part; disposing the result ends it.</summary>
    public IDisposable Begin(string part) => new Open(this, part, Now);

    /// <summary>Takes out what has ended, in the order it began.</summary>
    public TraceSpan[] Take()
    {
        var taken = new List<TraceSpan>();
        while (spans.TryDequeue(out var span))
        {
            taken.Add(span);
        }

        return [.. taken.OrderBy(span => span.Start)];
    }

    private sealed class Open(RunTrace trace, string part, double start) : IDisposable
    {
        public void Dispose() => trace.spans.Enqueue(new TraceSpan(part, start, trace.Now));
    }
}
