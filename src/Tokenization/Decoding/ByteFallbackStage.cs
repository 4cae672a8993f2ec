using System.Text;
using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.Decoding;

/// <summary>
/// ByteFallback: runs of byte tokens are UTF-8. A character appears with its last byte; each byte that belongs to none is U+FFFD.
/// </summary>
internal sealed class ByteFallbackStage : DecodingStage
{
    private readonly byte[] _pending = new byte[4];
    private int _count;

    public override void Append(string token, Action<string> pass)
    {
        if (ByteTokens.ByteOf(token) is not { } value)
        {
            Finish(pass);
            pass(token);
            return;
        }
        _pending[_count++] = value;
        while (_count > 0 && Rune.DecodeFromUtf8(_pending.AsSpan(0, _count), out var rune, out var length) is var status
            && status != System.Buffers.OperationStatus.NeedMoreData)
        {
            var isWhole = status == System.Buffers.OperationStatus.Done;
            pass(isWhole ? rune.ToString() : "\ufffd");
            Drop(isWhole ? length : 1);
        }
    }

    public override void Finish(Action<string> pass)
    {
        for (; _count > 0; _count--)
            pass("\ufffd");
    }

    private void Drop(int count)
    {
        _pending.AsSpan(count, _count - count).CopyTo(_pending);
        _count -= count;
    }
}
