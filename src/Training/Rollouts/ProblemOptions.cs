namespace RewardServer.Training.Rollouts;

/// <summary>A user's problems, in place of generated ones.</summary>
internal sealed record ProblemOptions
{
    /// <value>JSON lines with <c>problem</c> and <c>reference_answer</c> to train on (docs/training-data.md).</value>
    public string Train { get; init; } = "";

    /// <value>JSON lines to measure on; null takes one in sixteen of the problems of <see cref="Train"/>, which then are not trained on.</value>
    public string? Evaluation { get; init; }
}
