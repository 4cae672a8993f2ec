namespace RewardServer.LoadTests.Runs;

/// <summary>One of the servers that are compared.</summary>
internal sealed record ScenarioVariant
{
    /// <summary>Its name in the report.</summary>
    public required string Name { get; init; }

    /// <summary>Configuration keys of our server.</summary>
    public Dictionary<string, string> Options { get; init; } = [];

    /// <summary>Whether a redis-server of its own stands behind it.</summary>
    public bool Redis { get; init; }

    /// <summary>Whether it is asked over gRPC.</summary>
    public bool Grpc { get; init; }

    /// <summary>Whether everything was asked once before it is timed.</summary>
    public bool Hits { get; init; }

    /// <summary>Precision of the import.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Data type of the FastAPI and PyTorch server, in place of ours; null for ours.</summary>
    public string? Baseline { get; init; }

    /// <summary>Sequences that the baseline batches at most.</summary>
    public int BaselineBatch { get; init; } = 8;

    /// <summary>Another workload than the scenario's, whose scores are then not compared.</summary>
    public Workload? Workload { get; init; }
}
