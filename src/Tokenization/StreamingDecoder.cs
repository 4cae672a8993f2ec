using System.Text;

namespace RewardServer.Tokenization;

/// <summary>
/// Decodes tokens one at a time. A character whose bytes are spread over several tokens appears with the last of them. Not for
/// several threads at once.
/// </summary>
public sealed class StreamingDecoder
{
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly bool _skipsSpecial;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    internal StreamingDecoder(HuggingFaceTokenizer tokenizer, bool skipsSpecial)
    {
        _tokenizer = tokenizer;
        _skipsSpecial = skipsSpecial;
    }

    /// <summary>The characters that a further token completes; often none.</summary>
    /// <param name="id">Vocabulary id; an unknown one adds nothing.</param>
    public string Append(int id) => Convert(_tokenizer.BytesOf(id, _skipsSpecial), flush: false);

    /// <summary>Ends the text: a character that never became whole is U+FFFD. The decoder can then be used anew.</summary>
    public string Finish() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        var units = new char[_decoder.GetCharCount(bytes, flush)];
        _decoder.GetChars(bytes, units, flush); // also when there are none yet: the bytes must be remembered
        return new string(units);
    }
}
