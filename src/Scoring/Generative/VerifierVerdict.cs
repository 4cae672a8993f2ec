namespace RewardServer.Scoring.Generative;

/// <summary>What a generative verifier's text says.</summary>
public enum VerifierVerdict
{
    /// <summary>It is right.</summary>
    Correct,

    /// <summary>It is wrong.</summary>
    Incorrect,

    /// <summary>The text has no verdict that can be read; there is no score then, and none is made up.</summary>
    Unparsable,
}
