using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Rows;

namespace RewardServer.Inference.Tests.Rows;

/// <summary>Numbers that are computed one by one have the same bits at both vector widths.</summary>
public unsafe class VectorWidthTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(333)]
    public void A_row_is_quantised_to_the_same_bytes(int width)
    {
        var row = Numbers.Random(1, width, seed: width).Values;
        byte[] narrow = new byte[width], wide = new byte[width];
        fixed (float* source = row)
        fixed (byte* first = narrow, second = wide)
        {
            var scale = RowQuantizer<Lanes256, Vector256<float>>.Quantize(source, width, first);
            Assert.Equal(scale, RowQuantizer<Lanes512, Vector512<float>>.Quantize(source, width, second));
        }

        Assert.Equal(narrow, wide);
    }

    [Fact]
    public void A_number_is_gated_to_the_same_bits()
    {
        var numbers = Numbers.Random(40, 16, seed: 8).Values;
        for (var i = 0; i < numbers.Length - 16; i++)
        {
            fixed (float* source = numbers)
            {
                var wide = SwiGlu<Lanes512, Vector512<float>>.Of(Vector512.Load(source + i), Vector512.Create(1f));
                var narrow = SwiGlu<Lanes256, Vector256<float>>.Of(Vector256.Load(source + i), Vector256.Create(1f));
                Assert.Equal(narrow, wide.GetLower());
            }
        }
    }
}
