namespace RewardServer.Scoring.Generative;

/// <summary>How several samples become one score. Unparsable samples have no vote.</summary>
public enum VoteRule
{
    /// <summary>The mean of the probabilities.</summary>
    Mean,

    /// <summary>1 when more samples say correct than incorrect, 0 when fewer do, 0.5 when as many.</summary>
    Majority,
}
