using CsCheck;
using RewardServer.Caching;
using RewardServer.Caching.Redis;

namespace RewardServer.Tests.Caching.Redis;

public sealed class StepValueTests
{
    private static readonly StepKey Key = new(1, 2);
    private static readonly StepValue Format = new("secret");

    [Fact]
    public void What_was_sealed_opens_with_the_same_bits() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int.Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite).Array[0, 40]).Sample((upper, lower, row) =>
        {
            var key = new StepKey(upper, lower);
            var value = Format.Seal(key, row);
            Assert.Equal(StepValue.Size(row.Length), value.Length);
            Assert.Equal(row.Select(BitConverter.SingleToInt32Bits), Format.Open(key, value, row.Length)!.Select(BitConverter.SingleToInt32Bits));
        });

    [Fact]
    public void Any_damaged_bit_closes_it()
    {
        var value = Format.Seal(Key, [0.25f, -1]);
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            var damaged = value.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Format.Open(Key, damaged, 2));
        }
    }

    [Fact]
    public void Any_other_length_closes_it()
    {
        var value = Format.Seal(Key, [0.25f, -1]);
        for (var length = 0; length < value.Length; length++)
            Assert.Null(Format.Open(Key, value.AsSpan(0, length), 2));
        Assert.Null(Format.Open(Key, [.. value, 0], 2));
        Assert.Null(Format.Open(Key, value, 1));
        Assert.Null(Format.Open(Key, value, 3));
    }

    [Fact]
    public void Value_of_another_key_does_not_open() => Assert.Null(Format.Open(new StepKey(2, 1), Format.Seal(Key, [1]), 1));

    [Fact]
    public void Value_sealed_without_the_secret_does_not_open()
    {
        Assert.Null(Format.Open(Key, new StepValue(null).Seal(Key, [1]), 1));
        Assert.Null(Format.Open(Key, new StepValue("other").Seal(Key, [1]), 1));
        Assert.NotNull(new StepValue(null).Open(Key, new StepValue(null).Seal(Key, [1]), 1));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_not_believed(float number) => Assert.Null(Format.Open(Key, Format.Seal(Key, [0, number]), 2));

    [Fact]
    public void Layout_is_the_documented_one()
    {
        var value = Format.Seal(Key, [1]);
        Assert.Equal([1, 0, 0, 0x80, 0x3f], value[..5]);
        Assert.Equal(5 + 16, value.Length);
        byte[] secret = System.Security.Cryptography.SHA256.HashData("reward.v1.value:secret"u8);
        byte[] signed = [2, .. new byte[15], 0, .. new byte[15]];
        (signed[0], signed[16]) = (1, 2); // upper, then lower half of the key, each little-endian
        Assert.Equal(System.Security.Cryptography.HMACSHA256.HashData(secret, (byte[])[.. signed, .. value[..5]])[..16], value[5..]);
    }
}
