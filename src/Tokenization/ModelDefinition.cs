using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization;

/// <summary>What files say of a model: its tokens, and how words are cut into them.</summary>
internal abstract record ModelDefinition(Vocabulary Vocabulary)
{
    /// <summary>The id of what no token has, or null.</summary>
    public int? UnknownId { get; init; }

    /// <summary>The model as it encodes.</summary>
    /// <param name="isSpecial">Tokens that it must not make of text, but for the unknown one.</param>
    /// <param name="bytes">Bytes of every token.</param>
    public abstract IWordModel Create(Func<int, bool> isSpecial, TokenBytes bytes);
}
