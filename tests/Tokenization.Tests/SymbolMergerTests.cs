using CsCheck;
using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.Tests;

public sealed class SymbolMergerTests
{
    private const int Letters = 3;

    [Fact]
    public void Merge_gives_what_merging_one_pair_at_a_time_gives()
    {
        // Random merges over three letters, each making a new symbol; words on both sides of where the heap takes over.
        var merges = Gen.Int[0, 1000].Array[1, 25].Select(numbers => numbers.Select((number, rank) =>
        {
            var known = Letters + rank;
            return new Merge(number % known, number / known % known, known);
        }).ToArray());
        Gen.Select(merges, Gen.Int[0, Letters - 1].Array[0, 150]).Sample((rules, word) =>
        {
            var expected = MergeNaively(rules, [.. word]);
            var symbols = word.ToArray();
            var count = new SymbolMerger(new MergeTable(rules)).Merge(symbols);
            Assert.Equal(expected, symbols[..count]);
        });
    }

    [Fact]
    public void Merge_of_a_long_word_after_a_longer_one_is_right()
    {
        var merger = new SymbolMerger(new MergeTable([new Merge(0, 0, 1), new Merge(1, 1, 2)]));
        foreach (var length in new[] { 100_003, 70, 1001, 49, 48 })
        {
            var symbols = new int[length];
            var count = merger.Merge(symbols);
            Assert.Equal((length / 4) + (length % 4 / 2) + (length % 2), count);
        }
    }

    private static List<int> MergeNaively(Merge[] rules, List<int> word)
    {
        while (true)
        {
            var best = (Rank: int.MaxValue, Position: -1);
            for (var i = 0; i + 1 < word.Count; i++)
            {
                var rank = Array.FindLastIndex(rules, r => r.Left == word[i] && r.Right == word[i + 1]);
                if (rank >= 0 && rank < best.Rank)
                    best = (rank, i);
            }
            if (best.Position < 0)
                return word;
            word[best.Position] = rules[best.Rank].Result;
            word.RemoveAt(best.Position + 1);
        }
    }
}
