namespace RewardServer.Scoring;

/// <summary>What a reward model judges.</summary>
public enum RewardModelKind
{
    /// <summary>Process reward model (PRM): one score a step.</summary>
    Process,

    /// <summary>Outcome reward model (ORM): one score a response.</summary>
    Outcome,

    /// <summary>Generative verifier: the score is read from generated text.</summary>
    Generative,

    /// <summary>Implicit PRM: the log-ratio of two language models.</summary>
    Implicit,

    /// <summary>Judges two responses to one problem against each other.</summary>
    Preference,
}
