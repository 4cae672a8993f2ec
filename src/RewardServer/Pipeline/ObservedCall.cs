using RewardServer.Api;
using RewardServer.Batching;
using RewardServer.Pipeline.Preferences;
using RewardServer.Pipeline.Rewards;
using RewardServer.Scoring;
using RewardServer.Telemetry;

namespace RewardServer.Pipeline;

/// <summary>One call's figures while it runs: phases for the reply, counts for the metrics.</summary>
internal sealed class ObservedCall(TimeProvider time, ServerMetrics metrics, ILogger logger, CallContext context)
{
    /// <summary>The label of calls that never found a model.</summary>
    public const string NoModel = "none";

    private TimeSpan _tokenizeTime;

    /// <summary>The call, once it was found valid.</summary>
    public ModelCall? Call { get; set; }

    /// <summary>The clock it is measured with.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The lane its work queues in.</summary>
    public BatchLane Lane => context.Lane;

    /// <summary>Where its counts go.</summary>
    public ServerMetrics Metrics { get; } = metrics;

    /// <summary>The model's name as a label.</summary>
    public string ModelLabel => Call?.Model.Name ?? NoModel;

    /// <summary>Since the call arrived.</summary>
    public TimeSpan Elapsed => Time.GetElapsedTime(context.StartedAt);

    /// <summary>Notes that tokenizing took from then until now.</summary>
    public void Tokenized(long startedAt)
    {
        var elapsed = Time.GetElapsedTime(startedAt);
        _tokenizeTime += elapsed; // once a model of a composed reward
        Metrics.Tokenized(elapsed);
    }

    /// <summary>Notes that a trajectory has its scores.</summary>
    public void Scored(TrajectoryWork work, TrajectoryScore score) =>
        Metrics.Scored(ModelLabel, score.StepScores.Count == 0 ? [score.Score] : score.StepScores, work.Tokens, work.ComputedTokens);

    /// <summary>Notes that a pair was compared.</summary>
    public void Compared(PairWork pair) =>
        Metrics.Compared(ModelLabel, pair.Work.Sum(work => work.Tokens), pair.Work.Sum(work => work.ComputedTokens));

    /// <summary>Notes what is to be watched while a policy learns: suspicious responses, and whether model and verifier agree.</summary>
    public void Rewarded(RolloutWork rollout, TrajectoryScore? judged, float threshold)
    {
        foreach (var flag in rollout.Flags)
            Metrics.Flagged(ModelLabel, flag.Name);
        // A process model calls a response right when no step of it is wrong; an outcome model when its score is high enough.
        bool? isRight = judged is null ? null : judged.StepScores.Count == 0 ? judged.Score >= threshold : judged.FirstError is null;
        Metrics.Rewarded(ModelLabel, isRight, rollout.Work.Verdict?.Status);
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
