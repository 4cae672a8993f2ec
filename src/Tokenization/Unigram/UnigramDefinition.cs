using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.Unigram;

/// <summary>A Unigram model: every token has a score, and the cut of a word with the highest sum wins.</summary>
/// <param name="Vocabulary">All tokens.</param>
/// <param name="Scores">Log-probabilities by id.</param>
internal sealed record UnigramDefinition(Vocabulary Vocabulary, IReadOnlyList<double> Scores) : ModelDefinition(Vocabulary)
{
    /// <summary>Unknown runs are written as the tokens of their bytes, where those are there.</summary>
    public bool FallsBackToBytes { get; init; }

    /// <summary>Finds tokens in text. Shared by every model of this definition: it takes a while to build.</summary>
    public TokenTrie Trie { get; } = new(Vocabulary);

    public override IWordModel Create(Func<int, bool> isSpecial, TokenBytes bytes) => new UnigramModel(this, isSpecial);
}
