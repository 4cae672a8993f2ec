using CsCheck;

namespace RewardServer.Modeling.Tests;

/// <summary>Makes damaged copies of a file: bytes changed, removed, doubled, or replaced by what parsers trip over.</summary>
internal static class Mutations
{
    private static readonly byte[][] Nasty =
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "\""u8.ToArray(), ","u8.ToArray(), "-1"u8.ToArray(), "0"u8.ToArray(), "1e999"u8.ToArray(),
        "9223372036854775807"u8.ToArray(), "18446744073709551616"u8.ToArray(), "null"u8.ToArray(), "\\ud800"u8.ToArray(), [0], [0xFF], [0xC3],
    ];

    public static Gen<byte[]> Of(byte[] valid) =>
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 12], Gen.Int[0, Nasty.Length - 1], (at, cut, nasty) => (at, cut, nasty)).Array[1, 4]
            .Select(changes => changes.Aggregate(valid, Apply));

    private static byte[] Apply(byte[] bytes, (int At, int Cut, int Nasty) change)
    {
        var at = Math.Min(change.At, bytes.Length);
        var end = Math.Min(at + change.Cut, bytes.Length);
        // An odd cut copies the piece instead, so that keys and whole entries come up twice.
        return change.Cut % 2 == 1
            ? [.. bytes[..end], .. bytes[at..]]
            : [.. bytes[..at], .. Nasty[change.Nasty], .. bytes[end..]];
    }
}
