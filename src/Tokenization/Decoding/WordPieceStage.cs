namespace RewardServer.Tokenization.Decoding;

/// <summary>WordPiece: a space before every token that does not continue a word, and none before English punctuation if it cleans up.</summary>
internal sealed class WordPieceStage(string prefix, bool cleansUp) : DecodingStage
{
    private bool _isAfterFirst;

    public override void Append(string token, Action<string> pass)
    {
        if (_isAfterFirst)
            token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
        _isAfterFirst = true;
        pass(cleansUp ? DecodingSpaces.CleanUp(token.Replace(" do not", " don't", StringComparison.Ordinal)) : token);
    }

    public override void Finish(Action<string> pass) => _isAfterFirst = false;
}
