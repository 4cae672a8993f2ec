using System.Buffers.Binary;

namespace RewardServer.Caching;

/// <summary>
/// Names what the head says at one read position: SHA-256 over the model's fingerprint and all tokens up to that position.
/// Clients choose the text, so a key must not be craftable.
/// </summary>
internal readonly record struct StepKey(UInt128 Upper, UInt128 Lower)
{
    /// <summary>Any part of a SHA-256 is as good a hash as the whole.</summary>
    public override int GetHashCode() => (int)(uint)Lower;

    /// <summary>Writes its 32 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, Upper);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], Lower);
    }
}
