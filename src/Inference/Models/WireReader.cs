namespace RewardServer.Inference.Models;

/// <summary>Walks the fields of one protobuf message; throws <see cref="InferenceException"/> when the bytes are not one.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next field; <paramref name="content"/> is empty unless it is a message, string or byte field.</summary>
    public bool TryReadField(out int field, out ReadOnlySpan<byte> content) => TryReadField(out field, out content, out _);

    /// <summary>The next of numbers that are packed into one field.</summary>
    public bool TryReadNumber(out ulong number)
    {
        var isThere = !_rest.IsEmpty;
        number = isThere ? ReadVarint() : 0;
        return isThere;
    }

    /// <summary>The next field; <paramref name="number"/> is 0 unless it is a number of variable length.</summary>
    public bool TryReadField(out int field, out ReadOnlySpan<byte> content, out ulong number)
    {
        field = 0;
        content = default;
        number = 0;
        if (_rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        field = (int)(tag >> 3);
        switch ((int)(tag & 7))
        {
            case Varint:
                number = ReadVarint();
                return true;
            case Fixed64:
                Take(sizeof(ulong));
                return true;
            case Fixed32:
                Take(sizeof(uint));
                return true;
            case LengthDelimited:
                content = Take(ReadVarint());
                return true;
            default:
                throw Malformed();
        }
    }

    private ulong ReadVarint()
    {
        const int maxBits = 64;
        var value = 0UL;
        for (var shift = 0; shift < maxBits; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw Malformed();
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw Malformed();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private static InferenceException Malformed() => new("The graph file is not a valid ONNX model (truncated or damaged); import the model again.");
}
