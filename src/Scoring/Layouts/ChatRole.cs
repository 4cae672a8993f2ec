namespace RewardServer.Scoring.Layouts;

/// <summary>Who speaks in a chat.</summary>
public enum ChatRole
{
    /// <summary>Instructions that hold for the whole chat; only ever the first message.</summary>
    System,

    /// <summary>Who asks.</summary>
    User,

    /// <summary>Who answers.</summary>
    Assistant,
}
