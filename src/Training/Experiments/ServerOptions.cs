namespace RewardServer.Training.Experiments;

/// <summary>The reward server of an experiment.</summary>
internal sealed record ServerOptions
{
    /// <value>gRPC address of a running one, such as <c>http://127.0.0.1:8081</c>; null starts one for as long as the command runs.</value>
    public string? Address { get; init; }

    /// <value>Model folders or checkpoints a started one serves; empty for the bundled models.</value>
    public IReadOnlyList<string> Models { get; init; } = ["models/arith-prm"];

    /// <value>Threads of one engine of a started one.</value>
    public int Threads { get; init; } = 1;
}
