using System.Text;
using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.Decoding;

/// <summary>Decodes tokens that are bytes. A character whose bytes are spread over several tokens appears with the last of them.</summary>
internal sealed class ByteTextStream(TokenBytes tokens) : ITextStream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public void Append(int id, StringBuilder target) => Convert(tokens.Of(id), target, flush: false);

    public void Finish(StringBuilder target) => Convert([], target, flush: true);

    private void Convert(ReadOnlySpan<byte> bytes, StringBuilder target, bool flush)
    {
        var count = _decoder.GetCharCount(bytes, flush);
        Span<char> units = count <= 256 ? stackalloc char[count] : new char[count];
        _decoder.GetChars(bytes, units, flush); // also when there are none yet: the bytes must be remembered
        target.Append(units);
    }
}
