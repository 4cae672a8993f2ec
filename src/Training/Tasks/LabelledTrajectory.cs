namespace RewardServer.Training.Tasks;

/// <summary>A problem with the steps of a solution and what is known of them: exactly, when it is generated; else what a user's file says.</summary>
/// <param name="Family">Which generator made it, or the file's source.</param>
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
    /// <value>Whether the answer is right, where that is known by itself; null when it follows from the labels.</value>
    public bool? IsAnswerRight { get; init; }

    /// <value>Per step: the success rate of what begins with the steps up to it, in [0, 1]; null when unknown. Empty when no step has one.</value>
    public IReadOnlyList<float?> Values { get; init; } = [];

    /// <value>Per step: what a generative verifier is to write of it; empty when that follows from the steps.</value>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <value>File and line it was read from, for messages; null when it is generated.</value>
    public string? Place { get; init; }

    /// <summary>Whether the whole solution is right.</summary>
    public bool IsRight => IsAnswerRight ?? FirstError < 0;

    /// <summary>Whether any step has a label.</summary>
    public bool HasStepLabels => Labels.Any(label => label is not null);

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
