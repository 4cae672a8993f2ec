namespace RewardServer.Scoring.Generative;

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>A stop string appeared.</summary>
    Stop,

    /// <summary>As many tokens as were allowed, or as fit the model.</summary>
    Length,

    /// <summary>The model ended its message itself.</summary>
    End,
}
