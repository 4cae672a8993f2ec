using RewardServer.Tokenization;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Tests.Vocabulary;

public sealed class BpeTrainerTests
{
    [Fact]
    public void Most_frequent_pair_becomes_a_piece_and_ties_go_to_the_first_in_order()
    {
        // "ab" 3 times; then "abc" 2 times and "xy" 2 times, of which ("ab", "c") sorts first.
        var vocabulary = BpeTrainer.Train(["ab", "\nabc", "\nabc", "\nxy", "\nxy"], 256 + NumberPieces + 4 + 3);

        Assert.Equal([("a", "b"), ("ab", "c"), ("x", "y")], vocabulary.Merges.Skip(NumberPieces).Select(m => (m.Left, m.Right)));
    }

    [Fact]
    public void Training_stops_when_no_pair_occurs_twice() =>
        Assert.Equal(256 + NumberPieces + 4, BpeTrainer.Train(["ab cd"], 2000).Size);

    [Fact]
    public void Training_is_deterministic()
    {
        var (one, other) = (Train(), Train());

        Assert.Equal(one.Pieces, other.Pieces);
        Assert.Equal(one.Merges, other.Merges);
    }

    [Fact]
    public void Written_tokenizer_reads_back_with_numbers_whole_and_control_tokens_apart()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var vocabulary = Train();
            TokenizerFiles.Write(vocabulary, folder.FullName, 1024);
            var tokenizer = HuggingFaceTokenizer.Load(folder.FullName);

            Assert.Equal(vocabulary.Size, tokenizer.VocabularySize);
            Assert.Equal(vocabulary.ControlId(BpeVocabulary.StepTag), tokenizer.FindToken(BpeVocabulary.StepTag));
            Assert.True(tokenizer.IsSpecial(vocabulary.ControlId(BpeVocabulary.StepTag)));
            for (var n = 0; n <= BpeTrainer.LargestNumberPiece; n++)
            {
                List<int> ids = [];
                tokenizer.EncodeText($"{n}", ids, null);
                Assert.Equal($"{n}", vocabulary.Pieces[Assert.Single(ids)]);
            }

            List<int> text = [];
            tokenizer.EncodeText("Tom has 12 + 5 = <<12+5=17>>17 apples. ünïcode ≤ 🍎 <extra_0>", text, null);
            Assert.DoesNotContain(text, tokenizer.IsSpecial);
            Assert.Equal("Tom has 12 + 5 = <<12+5=17>>17 apples. ünïcode ≤ 🍎 <extra_0>", tokenizer.Decode(text.ToArray(), skipSpecial: false));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private const int NumberPieces = BpeTrainer.LargestNumberPiece - 9; // 10 to the largest: one merge each

    private static BpeVocabulary Train()
    {
        var mixture = TaskMixture.Training(1, new TaskShares());
        return BpeTrainer.Train(Enumerable.Range(0, 300).Select(_ => mixture.Next()).SelectMany(t => t.Steps.Prepend(t.Problem)), 600);
    }
}
