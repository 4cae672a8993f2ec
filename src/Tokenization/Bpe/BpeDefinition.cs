namespace RewardServer.Tokenization.Bpe;

/// <summary>A BPE model, over bytes or over characters.</summary>
/// <param name="Vocabulary">All tokens.</param>
/// <param name="Merges">In order of rank.</param>
internal sealed record BpeDefinition(Vocabulary Vocabulary, IReadOnlyList<Merge> Merges) : ModelDefinition(Vocabulary)
{
    /// <summary>The vocabulary writes bytes, each as a character of the byte alphabet.</summary>
    public required bool IsByteLevel { get; init; }

    /// <summary>A word that is a token as a whole is that token, whatever the merges say.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>One unknown token stands for a run of unknown characters.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>Characters that no token has are written as the tokens of their bytes, where those are there.</summary>
    public bool FallsBackToBytes { get; init; }

    public override IWordModel Create(Func<int, bool> isSpecial, TokenBytes bytes) =>
        IsByteLevel ? new ByteLevelBpe(this, isSpecial, bytes) : new CharacterBpe(this, isSpecial);
}
