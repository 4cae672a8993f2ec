namespace RewardServer.Tokenization.Decoding;

/// <summary>Strip: takes up to so many of a character from both ends, of each token or, after Fuse, of the whole text.</summary>
internal sealed class StripStage(char content, int atStart, int atEnd, bool isFused) : DecodingStage
{
    private int _dropped;
    private bool _isInside;
    private string _held = string.Empty;

    public override void Append(string token, Action<string> pass)
    {
        if (!isFused)
            Finish(pass); // each token is a text of its own
        var text = _held + DropStart(token);
        var end = text.Length;
        while (end > 0 && text.Length - end < atEnd && text[end - 1] == content)
            end--;
        _held = isFused ? text[end..] : string.Empty;
        pass(text[..end]);
    }

    public override void Finish(Action<string> pass)
    {
        _dropped = 0;
        _isInside = false;
        _held = string.Empty;
    }

    private string DropStart(string token)
    {
        var start = 0;
        while (!_isInside && start < token.Length && token[start] == content && _dropped < atStart)
        {
            start++;
            _dropped++;
        }
        _isInside |= start < token.Length;
        return token[start..];
    }
}
