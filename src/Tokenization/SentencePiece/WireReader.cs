using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace RewardServer.Tokenization.SentencePiece;

/// <summary>Reads the fields of one protobuf message from bytes nobody vouches for. Nothing is allocated but what the bytes hold.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int LongestVarint = 10;

    private ReadOnlySpan<byte> _rest = bytes;
    private int _type;

    /// <summary>Goes on to the next field; false at the end of the message. The field's value must then be read, or skipped.</summary>
    public bool TryNext(out int field)
    {
        field = 0;
        if (_rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        field = (int)Math.Min(tag >> 3, int.MaxValue);
        _type = (int)(tag & 7);
        return field > 0 ? true : throw Malformed("a field has no number");
    }

    public bool ReadBoolean() => ReadNumber() != 0;

    /// <summary>An int32 or an enumeration.</summary>
    public int ReadNumber()
    {
        Expect(0);
        return (int)ReadVarint();
    }

    public float ReadFloat()
    {
        Expect(5);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));
    }

    /// <summary>Bytes, or a message within this one.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(2);
        var length = ReadVarint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw Malformed($"a field of {length} bytes goes beyond its message");
    }

    public string ReadText()
    {
        var bytes = ReadBytes();
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Malformed("a text is not valid UTF-8");
    }

    public void Skip()
    {
        switch (_type)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Take(sizeof(ulong));
                break;
            case 2:
                ReadBytes();
                break;
            case 5:
                Take(sizeof(uint));
                break;
            default:
                throw Malformed($"a field has the wire type {_type}");
        }
    }

    private readonly void Expect(int type)
    {
        if (_type != type)
            throw Malformed($"a field has the wire type {_type} and should have {type}");
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var i = 0; i < LongestVarint; i++)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80)
                return value;
        }
        throw Malformed("a number does not end");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Malformed("it ends too early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static TokenizerFormatException Malformed(string problem) => new("protobuf", "is not a SentencePiece model: " + problem);
}
