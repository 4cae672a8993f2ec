namespace RewardServer.Tokenization.Decoding;

/// <summary>Metaspace: marks become spaces; those of the first token fall away where encoding puts one there.</summary>
internal sealed class MetaspaceStage(char mark, bool dropsFirst) : DecodingStage
{
    private bool _isAfterFirst;

    public override void Append(string token, Action<string> pass)
    {
        pass(dropsFirst && !_isAfterFirst ? token.Replace(mark.ToString(), string.Empty, StringComparison.Ordinal) : token.Replace(mark, ' '));
        _isAfterFirst = true;
    }

    public override void Finish(Action<string> pass) => _isAfterFirst = false;
}
