using CsCheck;

namespace RewardServer.Batching.Tests;

public class BatchFormerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly CancellationToken Gone = new(canceled: true);

    private static PendingItem Item(int tokens, int? deadline = null, bool gone = false, int group = 0) =>
        new(tokens, deadline is { } seconds ? Now.AddSeconds(seconds) : null, gone ? Gone : default, group);

    private static (List<PendingItem> Batch, List<PendingItem> Dropped) Form(IEnumerable<PendingItem> pending, int maxTokens, int maxSequences) =>
        Form(Former(maxTokens, maxSequences), new LinkedList<PendingItem>(pending));

    private static BatchFormer<PendingItem> Former(int maxTokens, int maxSequences = 100) =>
        new(new() { MaxBatchTokens = maxTokens, MaxBatchSequences = maxSequences }, new LaneShares(4, 1));

    private static (List<PendingItem> Batch, List<PendingItem> Dropped) Form(BatchFormer<PendingItem> former, params LinkedList<PendingItem>[] lanes)
    {
        List<PendingItem> batch = [], dropped = [];
        former.Form(lanes, Now, batch, dropped);
        foreach (var item in batch.Concat(dropped))
            Assert.True(lanes.Count(lane => lane.Remove(item)) == 1);
        return (batch, dropped);
    }

    private static int[] Tokens(IEnumerable<PendingItem> items) => [.. items.Select(item => item.Tokens)];

    [Fact]
    public void Nothing_pending_is_no_batch()
    {
        var (batch, dropped) = Form([], 10, 10);
        Assert.Empty(batch);
        Assert.Empty(dropped);
    }

    [Fact]
    public void Batch_is_filled_to_the_token() =>
        Assert.Equal([4, 3, 3], Tokens(Form([Item(4), Item(3), Item(3), Item(1)], 10, 10).Batch));

    [Fact]
    public void Smaller_item_does_not_overtake_one_that_does_not_fit() =>
        Assert.Equal([4], Tokens(Form([Item(4), Item(7), Item(1)], 10, 10).Batch));

    [Fact]
    public void Oversized_item_runs_alone()
    {
        Assert.Equal([11], Tokens(Form([Item(11), Item(1)], 10, 10).Batch));
        Assert.Equal([1], Tokens(Form([Item(1), Item(11)], 10, 10).Batch));
    }

    [Fact]
    public void Sequences_are_bounded() => Assert.Equal([1, 1], Tokens(Form([Item(1), Item(1), Item(1)], 10, 2).Batch));

    [Fact]
    public void Deadline_passes_when_it_is_reached() =>
        Assert.Equal([2, 3], Tokens(Form([Item(1, deadline: 0), Item(2, deadline: 1), Item(3), Item(4, deadline: -1), Item(5, gone: true)], 100, 100).Batch));

    [Fact]
    public void Sum_of_huge_items_does_not_overflow() =>
        Assert.Single(Form([Item(int.MaxValue), Item(int.MaxValue)], int.MaxValue, 10).Batch);

    [Fact]
    public void A_group_is_kept_together_in_every_other_batch()
    {
        var former = Former(4);
        var lane = new LinkedList<PendingItem>([Item(1, group: 1), Item(2), Item(1, group: 1), Item(3, group: 2), Item(1, group: 1), Item(1, group: 2)]);
        Assert.Equal([(1, 1), (1, 1), (1, 1)], Form(former, lane).Batch.Select(item => (item.Tokens, item.Group))); // the 2 waits one batch longer
        Assert.Equal([2], Tokens(Form(former, lane).Batch));                                                     // nobody is passed twice in a row
        Assert.Equal([3, 1], Tokens(Form(former, lane).Batch));
        Assert.Empty(lane);
    }

    [Fact]
    public void Gathering_drops_what_nobody_waits_for()
    {
        var lane = new LinkedList<PendingItem>([Item(1, group: 1), Item(2), Item(1, group: 1, gone: true), Item(1, group: 1)]);
        var (batch, dropped) = Form(Former(2), lane);
        Assert.Equal([1, 1], Tokens(batch));
        Assert.Single(dropped);
        Assert.Equal([2], lane.Select(item => item.Tokens));
    }

    [Fact]
    public void Nothing_waits_for_more_than_twice_the_batches() =>
        Gen.Select(
                Gen.Select(Gen.Int[1, 8], Gen.Int[0, 3]).Select((tokens, group) => Item(tokens, group: group)).List[1, 40],
                Gen.Int[8, 20])
            .Sample((pending, maxTokens) =>
            {
                var grouped = BatchOf(pending, maxTokens);
                var plain = BatchOf([.. pending.Select(item => Item(item.Tokens))], maxTokens);
                for (var i = 0; i < pending.Count; i++)
                    Assert.InRange(grouped[i], 0, (2 * plain[i]) + 1);
            });

    // The number of the batch each item is in.
    private static int[] BatchOf(List<PendingItem> pending, int maxTokens)
    {
        var (former, lane, numbers) = (Former(maxTokens), new LinkedList<PendingItem>(pending), new int[pending.Count]);
        for (var number = 0; lane.Count > 0; number++)
        {
            foreach (var item in Form(former, lane).Batch)
                numbers[pending.IndexOf(item)] = number;
        }

        return numbers;
    }

    [Fact]
    public void Lanes_share_by_weight_while_both_have_work()
    {
        var former = Former(10);
        LinkedList<PendingItem> interactive = new(Enumerable.Range(0, 80).Select(_ => Item(1))), train = new(Enumerable.Range(0, 80).Select(_ => Item(1)));
        for (var batch = 0; batch < 8; batch++)
            Assert.Equal(10, Form(former, interactive, train).Batch.Count);
        Assert.Equal((80 - 64, 80 - 16), (interactive.Count, train.Count));
    }

    [Fact]
    public void No_lane_starves_whatever_the_sizes() =>
        Gen.Select(Gen.Int[1, 30].List[1, 60], Gen.Int[1, 30].List[1, 60], Gen.Int[1, 40]).Sample((first, second, maxTokens) =>
        {
            var former = Former(maxTokens);
            LinkedList<PendingItem> interactive = new(first.Select(tokens => Item(tokens))), train = new(second.Select(tokens => Item(tokens)));
            var served = new double[2];
            while (interactive.Count > 0 && train.Count > 0)
            {
                var before = (interactive.Sum(item => item.Tokens), train.Sum(item => item.Tokens));
                Form(former, interactive, train);
                served[0] += (before.Item1 - interactive.Sum(item => item.Tokens)) / 4.0;
                served[1] += before.Item2 - train.Sum(item => item.Tokens);
                // To within the largest item, as long as both had work to the end of the batch.
                if (interactive.Count > 0 && train.Count > 0)
                    Assert.InRange(served[0] - served[1], -30, 30);
            }
        });

    [Fact]
    public void A_lane_that_comes_back_has_saved_up_no_claim()
    {
        var shares = new LaneShares(1, 1);
        shares.Rejoin(0, [false, false]);
        shares.Charge(0, 1000);
        shares.Rejoin(1, [true, false]);
        Assert.Equal(0, shares.Next([true, true]));
        shares.Charge(0, 10);
        Assert.Equal(1, shares.Next([true, true]));
        shares.Charge(1, 11);
        Assert.Equal(0, shares.Next([true, true]));
        Assert.Equal(-1, shares.Next([false, false]));
    }

    [Fact]
    public void Laws() =>
        Gen.Select(
                Gen.Select(Gen.Int[1, 12], Gen.Int[-2, 5], Gen.Int[0, 4]).Select((tokens, deadline, gone) => Item(tokens, deadline, gone == 0)).List[0, 30],
                Gen.Int[1, 20],
                Gen.Int[1, 8])
            .Sample((pending, maxTokens, maxSequences) =>
            {
                var (batch, dropped) = Form(pending, maxTokens, maxSequences);
                var seen = batch.Count + dropped.Count;

                // Every item seen is in exactly one of the two, in order, and what was not seen is a suffix.
                Assert.Equal(pending.Take(seen).Where(item => item.DropReason(Now) is null), batch);
                Assert.Equal(pending.Take(seen).Where(item => item.DropReason(Now) is not null), dropped);

                // The bounds hold, but for a single item.
                Assert.True(batch.Count <= maxSequences);
                Assert.True(batch.Count <= 1 || batch.Sum(item => item.Tokens) <= maxTokens);

                // Nothing that fits is left: the first item not taken is alive and would break a bound.
                if (seen < pending.Count)
                {
                    Assert.Null(pending[seen].DropReason(Now));
                    Assert.True(batch.Count == maxSequences || batch.Sum(item => item.Tokens) + pending[seen].Tokens > maxTokens);
                }
            });
}
