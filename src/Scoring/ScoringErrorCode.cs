namespace RewardServer.Scoring;

/// <summary>Why something could not be scored. Each transport maps it to its own code in one table.</summary>
public enum ScoringErrorCode
{
    /// <summary>The request makes no sense as it is: an empty text, an unknown name, a wrong combination.</summary>
    InvalidRequest,

    /// <summary>More tokens than the model takes.</summary>
    TooLong,

    /// <summary>No valid credentials.</summary>
    Unauthenticated,

    /// <summary>Valid credentials that do not allow this.</summary>
    Forbidden,

    /// <summary>No model of that name.</summary>
    UnknownModel,

    /// <summary>The model is there with another fingerprint than the one asked for.</summary>
    FingerprintMismatch,

    /// <summary>The body is larger than the server takes.</summary>
    PayloadTooLarge,

    /// <summary>The queue is full; trying again later helps.</summary>
    Overloaded,

    /// <summary>The server is stopping.</summary>
    ShuttingDown,

    /// <summary>The model is not loaded yet.</summary>
    NotReady,

    /// <summary>The deadline passed before there was a result.</summary>
    DeadlineExceeded,

    /// <summary>The engine failed, or the model put out a number that is no number.</summary>
    ModelError,

    /// <summary>A generative verifier wrote no verdict that can be read, in any of its samples.</summary>
    UnparsableVerdict,
}
