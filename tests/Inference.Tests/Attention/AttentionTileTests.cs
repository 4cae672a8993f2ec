using System.Runtime.Intrinsics;
using RewardServer.Inference.Attention;
using RewardServer.Inference.Numerics;

namespace RewardServer.Inference.Tests.Attention;

/// <summary>Both vector widths, whatever this machine has: the runtime splits what the processor lacks.</summary>
public unsafe class AttentionTileTests
{
    private delegate void Tile(in AttentionCall call, RowBlock block, int kvHead);

    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(64)]
    public void Narrow_vectors_match_the_definition(int headDim) =>
        AssertMatches(headDim, AttentionTile<Lanes256, Vector256<float>>.Compute);

    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(64)]
    public void Wide_vectors_match_the_definition(int headDim) =>
        AssertMatches(headDim, AttentionTile<Lanes512, Vector512<float>>.Compute);

    private static void AssertMatches(int headDim, Tile tile)
    {
        const int length = 101, group = 3, blocks = 4, rowsPerBlock = 20;
        var shape = new AttentionCase(group, 1, headDim, Window: 70);
        var sequence = new AttentionSequence(shape, length, seed: headDim);
        var output = new float[sequence.Query.Length];
        float[] keyCache = new float[blocks * AttentionCase.BlockSize * headDim], valueCache = new float[keyCache.Length];
        fixed (float* query = sequence.Query, key = sequence.Key, value = sequence.Value, keys = keyCache, values = valueCache)
        fixed (float* cosines = shape.Cosines, sines = shape.Sines, result = output)
        fixed (int* starts = new[] { 0, length }, past = new[] { 0 }, table = new[] { 2, 0, 3, 1 })
        {
            var call = new AttentionCall
            {
                Query = query,
                Key = key,
                Value = value,
                KeyCache = keys,
                ValueCache = values,
                Starts = starts,
                Past = past,
                BlockTable = table,
                Cosines = cosines,
                Sines = sines,
                Output = result,
                Tokens = length,
                Sequences = 1,
                TableWidth = blocks,
                Blocks = blocks,
                BlockSize = AttentionCase.BlockSize,
                Heads = group,
                KvHeads = 1,
                HeadDim = headDim,
                Positions = shape.Positions,
                Window = shape.Window,
                Scale = (float)shape.Scale,
                Rotary = true,
            };
            CacheWriter.Write(call, 0, length);
            for (var row = 0; row < length; row += rowsPerBlock)
                tile(call, new RowBlock(0, row, Math.Min(rowsPerBlock, length - row)), 0);
        }

        var expected = AttentionReference.Compute(sequence);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], output[i], 5e-6);
    }
}
