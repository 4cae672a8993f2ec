namespace RewardServer.Api;

/// <summary>An extra part of the reply.</summary>
internal enum IncludePart
{
    /// <summary>The head's outputs of each step.</summary>
    Logits,

    /// <summary>Where each step lies in the text and in the tokens.</summary>
    Spans,

    /// <summary>What the scores depend on, in one line.</summary>
    Receipt,

    /// <summary>What the model tells beside its scores, by name.</summary>
    Details,

    /// <summary>The tokens of each step with the log-ratio of each; implicit models only.</summary>
    Tokens,

    /// <summary>What each sample of a generative model wrote.</summary>
    Text,
}
