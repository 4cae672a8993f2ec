using CsCheck;
using RewardServer.Inference.Padded;

namespace RewardServer.Inference.Tests.Padded;

public class PaddedGroupsTests
{
    [Fact]
    public void Equal_lengths_share_a_run() =>
        Assert.Equal([[1, 3], [0, 2, 4]], PaddedGroups.Form([5, 3, 5, 3, 5], 100, pads: false));

    [Fact]
    public void About_equal_lengths_share_a_padded_run() =>
        Assert.Equal([[1, 0], [3, 2]], PaddedGroups.Form([18, 10, 100, 90], 1000, pads: true));

    [Fact]
    public void A_run_holds_so_many_tokens_with_its_padding() =>
        Assert.Equal([[0, 1], [2]], PaddedGroups.Form([10, 10, 10], 29, pads: true));

    [Fact]
    public void Every_sequence_is_in_one_group_and_only_padding_mixes_lengths() =>
        Gen.Select(Gen.Int[1, 300].Array[0, 40], Gen.Int[1, 1000], Gen.Bool).Sample((lengths, maxTokens, pads) =>
        {
            var groups = PaddedGroups.Form(lengths, maxTokens, pads);
            Assert.Equal(Enumerable.Range(0, lengths.Length), groups.SelectMany(g => g).Order());
            Assert.All(groups, group =>
            {
                var (least, most) = (group.Min(i => lengths[i]), group.Max(i => lengths[i]));
                Assert.True(group.Length == 1 || most * group.Length <= maxTokens);
                Assert.True(pads ? most - least <= Math.Max(8, most / 8) : least == most);
            });
        });
}
