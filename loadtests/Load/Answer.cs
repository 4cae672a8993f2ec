namespace RewardServer.LoadTests.Load;

/// <summary>How a request ended.</summary>
internal enum AnswerKind
{
    /// <summary>With scores.</summary>
    Ok,

    /// <summary>The server had too much to do, and said so.</summary>
    Refused,

    /// <summary>Otherwise.</summary>
    Failed,
}

/// <summary>What came back.</summary>
/// <param name="Kind">How the request ended.</param>
/// <param name="SaysWhen">Whether a refusal says when to come back.</param>
/// <param name="Body">The reply, unread: reading it would take the server's processors while it is measured.</param>
internal readonly record struct Answer(AnswerKind Kind, bool SaysWhen, object? Body);
