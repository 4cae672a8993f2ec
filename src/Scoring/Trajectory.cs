namespace RewardServer.Scoring;

/// <summary>A problem and the ordered steps of one response to it: the thing that is scored.</summary>
/// <param name="Problem">The task text; never empty.</param>
/// <param name="Steps">The segments of the response in order; at least one, none empty.</param>
/// <param name="Id">The caller's name for it, echoed in the reply.</param>
/// <param name="ReferenceAnswer">The known right answer, when the caller wants a verdict.</param>
public sealed record Trajectory(
    string Problem,
    IReadOnlyList<string> Steps,
    string? Id = null,
    string? ReferenceAnswer = null);
