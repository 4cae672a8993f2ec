using CsCheck;
using RewardServer.Caching;
using RewardServer.Scoring.Formats;

namespace RewardServer.Tests.Caching;

public class StepKeysTests
{
    private static readonly StepKeys Keys = new("sha256:test");

    private static EncodedInput Input(int[] tokens, params int[] reads) => new(tokens, reads, []);

    private static EncodedTrajectory OneAStep(int[] tokens, int[] reads) => new([Input(tokens, reads)], [.. reads.Select((_, i) => i + 1)], []);

    private static StepKey[] Of(int[] rowEnds, params EncodedInput[] inputs) => Keys.Of(new(inputs, rowEnds, []));

    [Fact]
    public void Shared_first_steps_have_shared_keys()
    {
        var longer = Of([1, 2], Input([1, 2, 3, 4], 1, 3));
        Assert.Equal(longer[0], Of([1, 2], Input([1, 2, 9, 4], 1, 3))[0]);
        Assert.Equal(longer[0], Of([1], Input([1, 2, 3, 4], 1))[0]);
        Assert.NotEqual(longer[1], Of([1, 2], Input([1, 2, 9, 4], 1, 3))[1]);
    }

    [Fact]
    public void Whatever_a_score_depends_on_changes_its_key()
    {
        StepKey[] keys =
        [
            Of([1], Input([1, 2, 3], 2))[0],
            Of([1], Input([1, 2, 4], 2))[0],
            Of([2], Input([1, 2, 3], 0, 2))[0],
            Of([2], Input([1, 2, 3], 1, 2))[0],
            Of([2], Input([1, 2, 3], 2), Input([4], 0))[0],
            Of([2], Input([1, 2, 3], 2), Input([5], 0))[0],
            Of([1], new EncodedInput([1, 2, 3], [2], [0]))[0],
            Of([1], new EncodedInput([1, 2, 3], [2], [1]))[0],
            Of([1, 2], Input([1, 2, 3], 1, 2))[1],
            new StepKeys("sha256:other").Of(new([Input([1, 2, 3], 2)], [1], []))[0],
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void An_input_of_its_own_has_its_own_key_wherever_it_stands()
    {
        var keys = Of([1, 2], Input([1, 2], 1), Input([3, 4], 1));
        Assert.Equal(Of([1], Input([3, 4], 1))[0], keys[1]);
    }

    [Fact]
    public void Keys_are_equal_exactly_for_equal_prefixes_of_the_same_model()
    {
        var tokens = Gen.Int[0, 5].Array[1, 12];
        Gen.Select(tokens, tokens).Sample((first, second) =>
        {
            var keys = new StepKeys("sha256:a");
            var reads = Enumerable.Range(0, first.Length).ToArray();
            var others = Enumerable.Range(0, second.Length).ToArray();
            var left = keys.Of(OneAStep(first, reads));
            var right = keys.Of(OneAStep(second, others));
            for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
                Assert.Equal(first.AsSpan(0, i + 1).SequenceEqual(second.AsSpan(0, i + 1)), left[i] == right[i]);
            Assert.Equal(left.Length, left.Distinct().Count());
            Assert.NotEqual(left, new StepKeys("sha256:b").Of(OneAStep(first, reads)));
        });
    }

    [Fact]
    public void Longer_trajectory_shares_the_keys_of_its_first_steps()
    {
        var keys = new StepKeys("f");
        int[] tokens = [5, 6, 7, 8, 9, 10];
        Assert.Equal(keys.Of(OneAStep(tokens[..4], [1, 3])), keys.Of(OneAStep(tokens, [1, 3, 5]))[..2]);
    }

    [Fact]
    public void A_model_that_looks_ahead_shares_nothing_but_whole_trajectories()
    {
        var keys = new StepKeys("sha256:test", looksAhead: true);
        StepKey[] Of(int[] tokens, params int[] reads) => keys.Of(OneAStep(tokens, reads));
        var one = Of([1, 2, 3, 4], 1, 3);
        Assert.Equal(one, Of([1, 2, 3, 4], 1, 3));
        Assert.NotEqual(one[0], Of([1, 2, 9, 4], 1, 3)[0]);
        Assert.NotEqual(one[0], Of([1, 2, 3, 4], 1)[0]);
        Assert.NotEqual(one[0], one[1]);
        Assert.NotEqual(one[0], new StepKeys("sha256:other", looksAhead: true).Of(OneAStep([1, 2, 3, 4], [1, 3]))[0]);
    }
}
