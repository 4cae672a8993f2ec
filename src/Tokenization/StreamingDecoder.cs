using System.Text;
using RewardServer.Tokenization.Decoding;

namespace RewardServer.Tokenization;

/// <summary>
/// Decodes tokens one at a time. A character whose bytes are spread over several tokens appears with the last of them. Not for
/// several threads at once.
/// </summary>
public sealed class StreamingDecoder
{
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly bool _skipsSpecial;
    private readonly ITextStream _stream;
    private readonly StringBuilder _text = new();

    internal StreamingDecoder(HuggingFaceTokenizer tokenizer, ITextStream stream, bool skipsSpecial)
    {
        _tokenizer = tokenizer;
        _stream = stream;
        _skipsSpecial = skipsSpecial;
    }

    /// <summary>The characters that a further token completes; often none.</summary>
    /// <param name="id">Vocabulary id; an unknown one adds nothing.</param>
    public string Append(int id)
    {
        if (!_skipsSpecial || !_tokenizer.IsSpecial(id))
            _stream.Append(id, _text);
        return Take();
    }

    /// <summary>Ends the text: a character that never became whole is U+FFFD. The decoder can then be used anew.</summary>
    public string Finish()
    {
        _stream.Finish(_text);
        return Take();
    }

    private string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
