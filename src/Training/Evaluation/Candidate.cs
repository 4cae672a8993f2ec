namespace RewardServer.Training.Evaluation;

/// <summary>One solution of a problem.</summary>
/// <param name="Model">Who wrote it.</param>
/// <param name="Steps">Its lines.</param>
/// <param name="Answer">Its final answer, if it states one.</param>
/// <param name="IsCorrect">Whether that answer is right.</param>
internal sealed record Candidate(string Model, IReadOnlyList<string> Steps, string? Answer, bool IsCorrect);
