namespace RewardServer.Scoring;

/// <summary>A response cut into steps.</summary>
/// <param name="Steps">The texts of the steps, exactly as they stand in the response.</param>
/// <param name="Spans">Per step, the UTF-16 range [Start, End) of the response it is.</param>
public sealed record SplitResponse(IReadOnlyList<string> Steps, IReadOnlyList<(int Start, int End)> Spans);
