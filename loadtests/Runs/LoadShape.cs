namespace RewardServer.LoadTests.Runs;

/// <summary>How fast requests come.</summary>
internal sealed record LoadShape
{
    /// <summary>How requests come; each run is timed until the last answer.</summary>
    public required LoadKind Kind { get; init; }

    /// <summary>Clients of a closed loop.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Requests of a closed loop.</summary>
    public int Requests { get; init; } = 100;

    /// <summary>Rates of Poisson arrivals, as multiples of what a closed loop reached just before.</summary>
    public double[] Rates { get; init; } = [];

    /// <summary>Length of each Poisson run.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>File of arrival times, beside the scenario.</summary>
    public string? Trace { get; init; }
}

/// <summary>Kinds of load.</summary>
internal enum LoadKind
{
    /// <summary>A fixed number of requests by a fixed number of clients.</summary>
    Closed,

    /// <summary>Random arrivals, whether or not earlier requests are answered.</summary>
    Poisson,

    /// <summary>Recorded arrivals.</summary>
    Trace,
}
