namespace RewardServer.Scoring.Layouts;

/// <summary>Who speaks a message of a conversation.</summary>
public enum ChatRole
{
    /// <summary>Instructions to the model.</summary>
    System,

    /// <summary>The one who asks.</summary>
    User,

    /// <summary>The one who answers.</summary>
    Assistant,
}
