using Microsoft.Extensions.Options;
using RewardServer.Health;
using RewardServer.Telemetry;

namespace RewardServer.Caching.Redis;

/// <summary>
/// What <c>/health/ready</c> says of Redis: degraded with the reason while something of it fails. It never makes the server unready. A
/// failure stands for as long as Redis would be left alone for it, so that now-and-then failures are told and logged once.
/// </summary>
internal sealed class RedisHealth(Readiness readiness, IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisHealth> logger)
{
    /// <summary>Name of the part.</summary>
    public const string Part = "cache:redis";

    private readonly Lock _gate = new();
    private readonly Dictionary<RedisConcern, (string Reason, long At)> _failures = [];
    private string? _told;

    /// <summary>The first connection is being made.</summary>
    public void Connecting() => readiness.PartLoads(Part);

    /// <summary>There is a connection; what failed before was of another.</summary>
    public void Connected()
    {
        lock (_gate)
        {
            _failures.Clear();
            Tell();
        }
    }

    /// <summary>Something of Redis failed; short, for operators, without addresses and names.</summary>
    public void Failed(RedisConcern concern, string reason)
    {
        lock (_gate)
        {
            _failures[concern] = (reason, time.GetTimestamp());
            Tell();
        }
    }

    /// <summary>Something of Redis works.</summary>
    public void Works(RedisConcern concern)
    {
        lock (_gate)
        {
            if (!_failures.TryGetValue(concern, out var failure) || time.GetElapsedTime(failure.At) < options.Value.BreakDuration)
                return;
            _failures.Remove(concern);
            Tell();
        }
    }

    private void Tell()
    {
        var text = string.Join("; ", _failures.OrderBy(failure => failure.Key).Select(failure => failure.Value.Reason));
        if (text == _told)
            return;
        if (text.Length > 0)
            logger.RedisDegraded(text);
        else
            logger.RedisReady();
        _told = text;
        if (text.Length > 0)
            readiness.PartDegraded(Part, text);
        else
            readiness.PartReady(Part, "connected");
    }
}
