namespace RewardServer.Tokenization.Files;

/// <summary>How much of a file nobody vouches for is read. Each limit is several times what the largest tokenizers in use have.</summary>
internal static class TokenizerLimits
{
    /// <summary>Bytes of one file.</summary>
    public const long MaxFileBytes = 128L << 20;

    /// <summary>Highest token id; tables are as long as the highest id.</summary>
    public const int MaxId = (1 << 22) - 1;

    /// <summary>UTF-16 length of an added token.</summary>
    public const int MaxAddedTokenLength = 1024;

    /// <summary>UTF-16 length of a token of Unigram and WordPiece; the work for each character of a text is as long as the longest.</summary>
    public const int MaxPieceLength = 1024;
}
