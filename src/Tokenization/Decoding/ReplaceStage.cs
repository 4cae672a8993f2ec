namespace RewardServer.Tokenization.Decoding;

/// <summary>Replace: a string within each token gives way to another.</summary>
internal sealed class ReplaceStage(string pattern, string content) : DecodingStage
{
    public override void Append(string token, Action<string> pass) => pass(token.Replace(pattern, content, StringComparison.Ordinal));
}
