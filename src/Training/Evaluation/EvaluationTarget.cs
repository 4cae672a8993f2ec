namespace RewardServer.Training.Evaluation;

/// <summary>Which model is evaluated, and how it is asked.</summary>
internal sealed record EvaluationTarget
{
    /// <value>gRPC address of a running server; null starts one for as long as the command runs.</value>
    public Uri? Server { get; init; }

    /// <value>Name of a served model; without a server also a model folder or checkpoint. Null when the server has only one.</value>
    public string? Model { get; init; }

    /// <value>Where the report is written; null for a folder below artifacts/evaluation.</value>
    public string? Output { get; init; }

    /// <value>Samples of a generative model.</value>
    public int Samples { get; init; } = 1;

    /// <value>How a generative model's text is sampled; null as its verifier does.</value>
    public double? Temperature { get; init; }

    /// <value>Of the sampling; null for none.</value>
    public long? Seed { get; init; }
}
