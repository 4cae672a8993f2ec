namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>Where the matches of a Split go.</summary>
internal enum SplitBehavior
{
    /// <summary>Left out.</summary>
    Removed,

    /// <summary>Each a word.</summary>
    Isolated,

    /// <summary>To the end of the word before.</summary>
    MergedWithPrevious,

    /// <summary>To the beginning of the word after.</summary>
    MergedWithNext,

    /// <summary>Neighbours together, apart from the rest.</summary>
    Contiguous,
}
