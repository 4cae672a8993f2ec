namespace RewardServer.Tokenization;

/// <summary>A token that is looked for in the text before anything is split, rather than built by merges.</summary>
/// <param name="Id">Vocabulary id.</param>
/// <param name="Content">What it spells.</param>
public sealed record AddedToken(int Id, string Content)
{
    /// <value>A control token: never made from client text, and left out by <see cref="HuggingFaceTokenizer.Decode(ReadOnlySpan{int}, bool)"/> on request. Default false.</value>
    public bool IsSpecial { get; init; }

    /// <value>Found only where no word character stands beside it. Default false.</value>
    public bool IsSingleWord { get; init; }

    /// <value>Takes the whitespace on its left. Default false.</value>
    public bool StripsLeft { get; init; }

    /// <value>Takes the whitespace on its right. Default false.</value>
    public bool StripsRight { get; init; }

    /// <value>Looked for in the normalized text rather than in the original. Default false.</value>
    public bool IsNormalized { get; init; }
}
