using System.Diagnostics.Metrics;
using RewardServer.Scoring.Verification;

namespace RewardServer.Telemetry;

/// <summary>The server's own figures; labels are few-valued by construction (loaded models, codes, stages).</summary>
internal sealed class ServerMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "RewardServer";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _requestDuration;
    private readonly Histogram<double> _tokenizeDuration;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _cacheRequests;
    private readonly Counter<long> _cacheWrites;
    private readonly Histogram<double> _cacheDuration;
    private readonly Counter<long> _truncated;
    private readonly Counter<long> _foundBos;
    private readonly Counter<long> _modelErrors;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _score;
    private readonly Histogram<long> _steps;
    private readonly Gauge<long> _loaded;
    private readonly Counter<long> _rewarded;
    private readonly Counter<long> _flagged;

    /// <summary>Creates the instruments.</summary>
    public ServerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("rewardserve.requests", description: "Calls answered, by transport, model and error code (ok when there was none).");
        _requestDuration = Seconds(meter, "rewardserve.request.duration", "From a call's arrival to its reply.");
        _tokenizeDuration = Seconds(meter, "rewardserve.tokenize.duration", "Turning a call's text into tokens.");
        _rejected = meter.CreateCounter<long>("rewardserve.rejected", description: "Calls refused before any work, by reason.");
        _cancelled = meter.CreateCounter<long>("rewardserve.cancelled", description: "Calls whose caller left or whose deadline passed.");
        _cacheRequests = meter.CreateCounter<long>("rewardserve.cache.requests", description: "Steps looked up, by tier and result.");
        _cacheWrites = meter.CreateCounter<long>("rewardserve.cache.writes", description: "Steps to be kept in a shared cache, by result.");
        _cacheDuration = Seconds(meter, "rewardserve.cache.duration", "From asking a shared cache to its answer, or to giving up.");
        _truncated = meter.CreateCounter<long>("rewardserve.truncated", description: "Trajectories cut because the caller asked for it.");
        _foundBos = meter.CreateCounter<long>("rewardserve.double_bos", description: "Inputs that began with the BOS which would have been put in front; it was not doubled.");
        _modelErrors = meter.CreateCounter<long>("rewardserve.model.errors", description: "Trajectories without a score because the model failed or put out a number that is not finite.");
        _tokens = meter.CreateCounter<long>("rewardserve.tokens", description: "Tokens of answered trajectories, by whether they were computed.");
        _score = meter.CreateHistogram("rewardserve.score", description: "Step scores, or an outcome model's scores.", advice: ScoreBuckets);
        _steps = meter.CreateHistogram("rewardserve.steps_per_candidate", description: "Steps of a trajectory.", advice: StepBuckets);
        _loaded = meter.CreateGauge<long>("rewardserve.model.loaded", description: "1 for each model that is served.");
        _rewarded = meter.CreateCounter<long>("rewardserve.rewards.responses", description: "Responses that were rewarded, by what the model (right, wrong, not_asked) and the verifier (correct, incorrect, unverifiable, not_asked) say; right but incorrect is reward hacking.");
        _flagged = meter.CreateCounter<long>("rewardserve.rewards.flags", description: "Rewarded responses that look like reward hacking, by flag.");
    }

    private static InstrumentAdvice<double> SecondBuckets { get; } = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static InstrumentAdvice<double> ScoreBuckets { get; } = new() { HistogramBucketBoundaries = [-10, -1, -0.5, 0, 0.1, 0.25, 0.5, 0.75, 0.9, 1, 10] };

    private static InstrumentAdvice<long> StepBuckets { get; } = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] };

    /// <summary>A call was answered.</summary>
    public void Answered(string dialect, string model, string code, TimeSpan duration)
    {
        _requests.Add(1, new("dialect", dialect), new("model", model), new("code", code));
        _requestDuration.Record(duration.TotalSeconds, new("dialect", dialect), new("model", model));
    }

    /// <summary>A call's text was turned into tokens.</summary>
    public void Tokenized(TimeSpan duration) => _tokenizeDuration.Record(duration.TotalSeconds);

    /// <summary>A call was refused.</summary>
    public void Rejected(string reason) => _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A call was given up.</summary>
    public void Cancelled(string stage) => _cancelled.Add(1, new KeyValuePair<string, object?>("stage", stage));

    /// <summary>A trajectory's steps were looked up.</summary>
    public void LookedUp(int hits, int misses)
    {
        CountSteps("l1", "hit", hits);
        CountSteps("l1", "miss", misses);
    }

    /// <summary>Steps were not computed because another call was computing them.</summary>
    public void Coalesced(int steps) => CountSteps("l1", "coalesced", steps);

    /// <summary>Steps were looked for in Redis, with this result.</summary>
    public void SharedLookedUp(string result, int steps) => CountSteps("redis", result, steps);

    /// <summary>Steps were to be written to Redis, with this result.</summary>
    public void SharedStored(string result, int steps)
    {
        if (steps > 0)
            _cacheWrites.Add(steps, new("tier", "redis"), new("result", result));
    }

    /// <summary>Redis was asked something, and this is how long it took to answer or to be given up.</summary>
    public void SharedAsked(string operation, TimeSpan duration) => _cacheDuration.Record(duration.TotalSeconds, new("tier", "redis"), new("operation", operation));

    /// <summary>A model is served from now on.</summary>
    public void ModelLoaded(string model, string fingerprint) => _loaded.Record(1, new("model", model), new("digest", fingerprint));

    /// <summary>A model is served in place of another.</summary>
    public void ModelReplaced(string model, string previous, string fingerprint)
    {
        if (previous != fingerprint)
            _loaded.Record(0, new("model", model), new("digest", previous));
        ModelLoaded(model, fingerprint);
    }

    /// <summary>A trajectory was cut.</summary>
    public void Truncated(string side) => _truncated.Add(1, new KeyValuePair<string, object?>("side", side));

    /// <summary>A client's text began with the BOS that would have been put in front of it.</summary>
    public void FoundBos(string model) => _foundBos.Add(1, new KeyValuePair<string, object?>("model", model));

    /// <summary>A trajectory has no score because of the model.</summary>
    public void ModelFailed(string model) => _modelErrors.Add(1, new KeyValuePair<string, object?>("model", model));

    /// <summary>A trajectory was scored.</summary>
    public void Scored(string model, IReadOnlyList<float> scores, long tokens, long computedTokens)
    {
        var label = new KeyValuePair<string, object?>("model", model);
        _steps.Record(scores.Count, label);
        for (var i = 0; i < scores.Count; i++)
            _score.Record(scores[i], label);
        Count(label, tokens, computedTokens);
    }

    /// <summary>A response was rewarded.</summary>
    public void Rewarded(string model, bool? isRight, VerdictStatus? verdict) => _rewarded.Add(
        1,
        new("model", model),
        new("judged", isRight switch { true => "right", false => "wrong", null => "not_asked" }),
        new("verdict", verdict switch { VerdictStatus.Correct => "correct", VerdictStatus.Incorrect => "incorrect", null => "not_asked", _ => "unverifiable" }));

    /// <summary>A response looks suspicious.</summary>
    public void Flagged(string model, string flag) => _flagged.Add(1, new("model", model), new("flag", flag));

    /// <summary>Two responses were compared.</summary>
    public void Compared(string model, long tokens, long computedTokens) => Count(new("model", model), tokens, computedTokens);

    private void CountSteps(string tier, string result, int steps)
    {
        if (steps > 0)
            _cacheRequests.Add(steps, new("tier", tier), new("result", result));
    }

    private void Count(KeyValuePair<string, object?> label, long tokens, long computedTokens)
    {
        _tokens.Add(computedTokens, label, new("source", "computed"));
        if (tokens > computedTokens)
            _tokens.Add(tokens - computedTokens, label, new("source", "cache"));
    }

    private static Histogram<double> Seconds(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, advice: SecondBuckets);
}
