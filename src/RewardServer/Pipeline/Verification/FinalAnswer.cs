using RewardServer.Scoring;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Verification;

/// <summary>Where the answer of a trajectory is looked for.</summary>
internal static class FinalAnswer
{
    // What says that it is the answer; the fallbacks take any number.
    private const ExtractionRules Marked = ExtractionRules.Boxed | ExtractionRules.FinalAnswer | ExtractionRules.Hashes;

    /// <summary>
    /// The answer that the last step marks as such; else that of the whole response, for a response can end with a remark, and then
    /// the fallbacks of extraction. Null when there is none.
    /// </summary>
    /// <param name="trajectory">The trajectory.</param>
    /// <param name="separator">What joins its steps into a response.</param>
    public static string? Of(Trajectory trajectory, string separator) =>
        (AnswerExtractor.Extract(trajectory.Steps[^1], Marked)
            ?? AnswerExtractor.Extract(trajectory.Steps.Count == 1 ? trajectory.Steps[0] : string.Join(separator, trajectory.Steps)))?.Text;
}
