namespace RewardServer.Scoring.Formats;

/// <summary>What to do with a trajectory that is longer than the model takes. See docs/adr/0040.</summary>
public enum Truncation
{
    /// <summary>Refuse it, saying by how much it is too long.</summary>
    Error,

    /// <summary>
    /// Drop whole tokens from the beginning of the problem, at least one stays. Every step keeps its text and gets its score;
    /// when that does not make enough room the trajectory is refused.
    /// </summary>
    Left,

    /// <summary>
    /// Drop from the end of the response: whole steps for a process model, which then have no score and are reported, at least
    /// one stays; tokens for an outcome model. When that does not make enough room the trajectory is refused.
    /// </summary>
    Right,
}
