using Microsoft.ML.OnnxRuntime;

namespace RewardServer.Inference.Tests.Attention;

public class PagedAttentionTests
{
    public static TheoryData<int, int, int, int> Shapes()
    {
        var data = new TheoryData<int, int, int, int>();
        foreach (var headDim in new[] { 16, 32, 48, 64, 128 })
        {
            for (var group = 1; group <= 7; group++)
                data.Add(2 * group, 2, headDim, group % 2 == 0 ? -1 : 37);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Output_matches_the_definition(int heads, int kvHeads, int headDim, int window)
    {
        var shape = new AttentionCase(heads, kvHeads, headDim, window);
        using var runner = new AttentionRunner(shape, threads: 2);
        foreach (var length in new[] { 1, 31, 32, 33, 100 })
            AssertClose(new AttentionSequence(shape, length, seed: length), runner);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(299)]
    [InlineData(300)]
    public void Output_matches_the_definition_for_any_window(int window)
    {
        var shape = new AttentionCase(4, 2, 32, window);
        using var runner = new AttentionRunner(shape, threads: 2);
        AssertClose(new AttentionSequence(shape, 300, seed: 1), runner);
    }

    [Theory]
    [InlineData(1, 1, -1)]
    [InlineData(7, 1, -1)]
    [InlineData(4, 2, 50)]
    [InlineData(6, 2, 3)]
    public void Bits_do_not_depend_on_batch_order_threads_or_split(int heads, int kvHeads, int window)
    {
        var shape = new AttentionCase(heads, kvHeads, 32, window);
        AttentionSequence[] sequences = [.. new[] { 1, 300, 33, 64, 95 }.Select(n => new AttentionSequence(shape, n, seed: n))];
        var alone = sequences.Select(s => RunWhole(shape, 1, s)[0]).ToArray();

        for (var threads = 1; threads <= 2; threads++)
        {
            Assert.Equal(alone, RunWhole(shape, threads, sequences));
            Assert.Equal(alone.Reverse(), RunWhole(shape, threads, [.. sequences.Reverse()]));
            foreach (var split in new[] { 1, 31, 32, 63, 64, 65, 90 })
                AssertSplitEqual(shape, threads, sequences, split, alone);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_the_cache_held_before_does_not_matter(float garbage)
    {
        var shape = new AttentionCase(4, 2, 32, 40);
        var sequence = new AttentionSequence(shape, 77, seed: 3);
        using var clean = new AttentionRunner(shape);
        using var dirty = new AttentionRunner(shape, cacheFill: garbage);
        Assert.Equal(clean.Run((sequence, 0, 77))[0], dirty.Run((sequence, 0, 77))[0]);
    }

    [Fact]
    public void A_position_that_is_not_finite_spoils_no_position_before_it()
    {
        var shape = new AttentionCase(3, 1, 32);
        var clean = new AttentionSequence(shape, 70, seed: 4);
        var spoilt = new AttentionSequence(shape, 70, seed: 4);
        const int bad = 50;
        spoilt.Value.AsSpan(bad * 32, 32).Fill(float.NaN);
        spoilt.Key.AsSpan(bad * 32, 32).Fill(float.NaN);
        using var runner = new AttentionRunner(shape);
        var expected = runner.Run((clean, 0, 70))[0];
        var actual = runner.Run((spoilt, 0, 70))[0];
        const int width = 3 * 32;
        Assert.Equal(expected[..(bad * width)], actual[..(bad * width)]);
        Assert.All(actual[(bad * width)..], x => Assert.True(float.IsNaN(x)));
    }

    [Fact]
    public void A_sequence_past_the_rotary_tables_is_refused()
    {
        var shape = new AttentionCase(2, 1, 16, Positions: 20);
        using var runner = new AttentionRunner(shape);
        var error = Assert.Throws<OnnxRuntimeException>(() => runner.Run((new AttentionSequence(shape, 21, 1), 0, 21)));
        Assert.Contains("longer than the rotary tables", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSplitEqual(AttentionCase shape, int threads, AttentionSequence[] sequences, int split, float[][] alone)
    {
        using var runner = new AttentionRunner(shape, threads);
        var first = runner.Run([.. sequences.Select(s => (s, 0, Math.Min(split, s.Length)))]);
        var second = runner.Run([.. sequences.Select(s => (s, Math.Min(split, s.Length), s.Length))]);
        Assert.Equal(alone, first.Zip(second, (a, b) => (float[])[.. a, .. b]));
    }

    private static float[][] RunWhole(AttentionCase shape, int threads, params AttentionSequence[] sequences)
    {
        using var runner = new AttentionRunner(shape, threads);
        return runner.Run([.. sequences.Select(s => (s, 0, s.Length))]);
    }

    private static void AssertClose(AttentionSequence sequence, AttentionRunner runner)
    {
        var expected = AttentionReference.Compute(sequence);
        var actual = runner.Run((sequence, 0, sequence.Length))[0];
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 5e-6);
    }
}
