using CsCheck;

namespace RewardServer.Batching.Tests;

public class BatchFormerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly CancellationToken Gone = new(canceled: true);

    private static PendingItem Item(int tokens, int? deadline = null, bool gone = false) =>
        new(tokens, deadline is { } seconds ? Now.AddSeconds(seconds) : null, gone ? Gone : default);

    private static (List<PendingItem> Batch, List<PendingItem> Dropped) Form(IEnumerable<PendingItem> pending, int maxTokens, int maxSequences)
    {
        List<PendingItem> batch = [], dropped = [];
        BatchFormer.Form(pending, new() { MaxBatchTokens = maxTokens, MaxBatchSequences = maxSequences }, Now, batch, dropped);
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
