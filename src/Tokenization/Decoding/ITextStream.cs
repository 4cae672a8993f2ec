using System.Text;

namespace RewardServer.Tokenization.Decoding;

/// <summary>Tokens to text, one after the other.</summary>
internal interface ITextStream
{
    /// <summary>Appends what a token completes; often nothing.</summary>
    void Append(int id, StringBuilder target);

    /// <summary>Appends what was held back, and begins anew.</summary>
    void Finish(StringBuilder target);
}
