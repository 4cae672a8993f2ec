using System.Text;

namespace RewardServer.Inference.Tests.Graphs;

/// <summary>Writes one protobuf message, field by field: enough for the small graphs of these tests.</summary>
internal sealed class ProtoMessage
{
    private readonly List<byte> _bytes = [];

    public ProtoMessage Varint(int field, long value)
    {
        WriteVarint((ulong)field << 3);
        WriteVarint((ulong)value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        WriteVarint(((ulong)field << 3) | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.ToArray());

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        WriteVarint(((ulong)field << 3) | 2);
        WriteVarint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public byte[] ToArray() => _bytes.ToArray();

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
