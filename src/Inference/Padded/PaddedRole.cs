namespace RewardServer.Inference.Padded;

/// <summary>What an input of a padded graph is fed with.</summary>
internal enum PaddedRole
{
    /// <summary>Vocabulary ids.</summary>
    TokenIds,

    /// <summary>1 for tokens, 0 for padding.</summary>
    AttentionMask,

    /// <summary>0 for the first segment, 1 for the second.</summary>
    TokenTypes,

    /// <summary>0, 1, 2, ...</summary>
    Positions,
}
