using System.Collections.Concurrent;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using RewardServer.Api;

namespace RewardServer.Health;

/// <summary>What <c>/health/ready</c> and the gRPC health service say: ready when every part is, until the server stops.</summary>
internal sealed class Readiness(ServerState state, HealthServiceImpl grpc)
{
    /// <summary>Status of a part, or a server, that takes work.</summary>
    public const string Ready = "ready";

    /// <summary>Status of a part that fails while the server does without it.</summary>
    public const string Degraded = "degraded";

    private const string Loading = "loading";
    private const string ShuttingDown = "shutting_down";
    private static readonly string[] GrpcServices = ["", "reward.v1.RewardService", "inference.GRPCInferenceService", "tei.v1.Info", "tei.v1.Predict", "tei.v1.Rerank", "tei.v1.Tokenize"];

    private readonly ConcurrentDictionary<string, PartReport> _parts = new(StringComparer.Ordinal);
    private volatile bool _complete;

    /// <summary>Whether the server takes work.</summary>
    public bool IsReady => _complete && !state.IsStopping;

    /// <summary>A part has begun to load.</summary>
    public void PartLoads(string name) => _parts[name] = new(name, Loading);

    /// <summary>A part is loaded.</summary>
    public void PartReady(string name, string detail) => _parts[name] = new(name, Ready, detail);

    /// <summary>A part fails; the server does without it and stays ready.</summary>
    public void PartDegraded(string name, string detail) => _parts[name] = new(name, Degraded, detail);

    /// <summary>Every part has reported.</summary>
    public void Complete()
    {
        _complete = true;
        Tell(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    /// <summary>The server is stopping.</summary>
    public void Stop() => Tell(HealthCheckResponse.Types.ServingStatus.NotServing);

    /// <summary>The state of the server and its parts.</summary>
    public ReadinessReport Report()
    {
        var status = state.IsStopping ? ShuttingDown : _complete ? Ready : Loading;
        return new(status, [.. _parts.Values.OrderBy(part => part.Name, StringComparer.Ordinal)]);
    }

    private void Tell(HealthCheckResponse.Types.ServingStatus status)
    {
        foreach (var service in GrpcServices)
            grpc.SetStatus(service, status);
    }
}
