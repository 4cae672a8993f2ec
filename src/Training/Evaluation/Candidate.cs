namespace RewardServer.Training.Evaluation;

/// <summary>One solution of a problem.</summary>
/// <param name="Model">Who wrote it.</param>
/// <param name="Steps">Its steps; empty when it is one text (<see cref="Response"/>).</param>
/// <param name="Answer">Its final answer, if that is known.</param>
/// <param name="IsCorrect">Whether it is right.</param>
internal sealed record Candidate(string Model, IReadOnlyList<string> Steps, string? Answer, bool IsCorrect)
{
    /// <summary>The whole text, which the server splits into steps; null when there are steps.</summary>
    public string? Response { get; init; }
}
