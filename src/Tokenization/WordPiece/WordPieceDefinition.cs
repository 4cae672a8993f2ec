using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.WordPiece;

/// <summary>A WordPiece model, as BERT has it.</summary>
/// <param name="Vocabulary">All tokens.</param>
/// <param name="Prefix">What tokens that continue a word begin with.</param>
/// <param name="MostCharacters">A word of more is unknown.</param>
internal sealed record WordPieceDefinition(Vocabulary Vocabulary, string Prefix, int MostCharacters) : ModelDefinition(Vocabulary)
{
    public override IWordModel Create(Func<int, bool> isSpecial, TokenBytes bytes) => new WordPieceModel(this, isSpecial);
}
