using CsCheck;
using RewardServer.Inference.PagedCache;

namespace RewardServer.Inference.Tests.Generation;

/// <summary>A token computed behind a cache has the bits it has when its whole sequence is computed at once.</summary>
public class DecodeBitsTests
{
    [Theory]
    [InlineData("fp32", 1)]
    [InlineData("fp32", 2)]
    [InlineData("int8", 1)]
    [InlineData("int8", 2)]
    public void Logits_do_not_depend_on_how_a_sequence_was_cut_into_steps(string precision, int threads)
    {
        using var model = new LanguageModel(precision);
        var options = new InferenceOptions { Device = "cpu", Threads = threads };
        using var session = new PackedSession(model.Folder, options, blocks: 64);
        var tensors = new PackedTensors(model.Folder.Manifest.Graph, tokens: 512, sequences: 4, reads: 4, tableEntries: 4 * 16);
        var lengths = Gen.Int[1, 40].Array[1, 5];
        Gen.Select(lengths.Array[1, 3], Gen.Int[0, 1000]).Sample(
            (sequences, seed) =>
            {
                var random = new Random(seed);
                int[][] tokens = [.. sequences.Select(cuts => Enumerable.Range(0, cuts.Sum()).Select(_ => random.Next(800)).ToArray())];
                var stepwise = RunStepwise(session, tensors, tokens, sequences);
                for (var i = 0; i < tokens.Length; i++)
                    Assert.Equal(Bits(RunStepwise(session, tensors, [tokens[i]], [[tokens[i].Length]])[0]), Bits(stepwise[i]));
            },
            iter: 30,
            threads: 1);
    }

    // All sequences side by side, each in its own cuts; returns the logits behind the last token of each.
    private static float[][] RunStepwise(PackedSession session, PackedTensors tensors, int[][] tokens, int[][] cuts)
    {
        var blocks = tokens.Select(ids => Take(session.Blocks, PackedTensors.BlocksOf(ids.Length))).ToArray();
        var logits = new float[tokens.Length][];
        for (var step = 0; step < cuts.Max(c => c.Length); step++)
        {
            var joining = Enumerable.Range(0, tokens.Length).Where(i => step < cuts[i].Length).ToArray();
            tensors.Begin(blocks.Max(b => b.Length));
            foreach (var i in joining)
            {
                var past = cuts[i].Take(step).Sum();
                blocks[i].CopyTo(tensors.Append(tokens[i].AsSpan(past, cuts[i][step]), past));
                tensors.Read(tensors.Tokens - 1);
            }

            session.Run(tensors);
            for (var row = 0; row < joining.Length; row++)
                logits[joining[row]] = tensors.Output.Slice(row * 800, 800).ToArray();
        }

        foreach (var taken in blocks)
            session.Blocks.Free(taken);
        return logits;
    }

    private static int[] Take(BlockAllocator allocator, int count)
    {
        var blocks = new int[count];
        Assert.True(allocator.TryAllocate(blocks));
        return blocks;
    }

    private static uint[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];
}
