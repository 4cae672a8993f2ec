namespace RewardServer.Training.Tasks;

/// <summary>A generated problem with its steps and exact labels.</summary>
/// <param name="Family">Which generator made it.</param>
/// <param name="Problem">The task text.</param>
/// <param name="Steps">The step texts.</param>
/// <param name="Labels">
/// Per step: true (right), false (wrong) or null (not scored). Chains follow ProcessBench: everything up to the first error is
/// labelled, what follows it is null, because whether a step built on a mistake is "right" has no single answer.
/// </param>
/// <param name="Corrections">Per step: what a wrong step should have said, where that is known; null otherwise.</param>
internal sealed record LabelledTrajectory(
    string Family,
    string Problem,
    IReadOnlyList<string> Steps,
    IReadOnlyList<bool?> Labels,
    IReadOnlyList<string?> Corrections)
{
    /// <summary>Index of the first wrong step, or -1.</summary>
    public int FirstError
    {
        get
        {
            for (var i = 0; i < Labels.Count; i++)
            {
                if (Labels[i] == false)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    /// <summary>
    /// A chain whose steps are right before <paramref name="firstError"/> (-1: all are), not scored after it, and whose wrong step
    /// should have been <paramref name="correction"/>.
    /// </summary>
    public static LabelledTrajectory Chain(string family, string problem, IReadOnlyList<string> steps, int firstError, string? correction) => new(
        family,
        problem,
        steps,
        [.. steps.Select((_, i) => firstError < 0 || i < firstError ? true : i == firstError ? false : (bool?)null)],
        [.. steps.Select((_, i) => i == firstError ? correction : null)]);
}
