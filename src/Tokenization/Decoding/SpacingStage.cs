namespace RewardServer.Tokenization.Decoding;

/// <summary>What tokens are joined with when there is no decoder: a space between them.</summary>
internal sealed class SpacingStage : DecodingStage
{
    private bool _isAfterFirst;

    public override void Append(string token, Action<string> pass)
    {
        pass(_isAfterFirst ? " " + token : token);
        _isAfterFirst = true;
    }

    public override void Finish(Action<string> pass) => _isAfterFirst = false;
}
