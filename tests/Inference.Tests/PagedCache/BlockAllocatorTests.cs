using CsCheck;
using RewardServer.Inference.PagedCache;

namespace RewardServer.Inference.Tests.PagedCache;

public class BlockAllocatorTests
{
    [Fact]
    public void Blocks_are_handed_out_once_and_come_back() =>
        Gen.Int[0, 7].Array[1, 60].Sample(
            sizes =>
            {
                const int blocks = 20;
                var allocator = new BlockAllocator(blocks);
                var held = new Queue<int[]>();
                foreach (var size in sizes)
                {
                    var wanted = new int[size];
                    var expected = size <= blocks - held.Sum(h => h.Length);
                    Assert.Equal(expected, allocator.TryAllocate(wanted));
                    if (expected)
                        held.Enqueue(wanted);
                    else
                        allocator.Free(held.Dequeue());
                    var all = held.SelectMany(h => h).ToArray();
                    Assert.Equal(all.Length, all.Distinct().Count());
                    Assert.All(all, b => Assert.InRange(b, 0, blocks - 1));
                    Assert.Equal(blocks - all.Length, allocator.Available);
                }
            },
            iter: 200);

    [Fact]
    public void Freeing_too_much_is_a_bug()
    {
        var allocator = new BlockAllocator(2);
        Assert.Throws<InvalidOperationException>(() => allocator.Free([0]));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(32, 1, 1)]
    [InlineData(33, 1, 2)]
    [InlineData(64, 256, 64)]
    [InlineData(4096, 256, 376)]
    public void Any_batch_within_the_budget_finds_its_blocks(int tokens, int sequences, int expected) =>
        Assert.Equal(expected, PagedKeyValueCache.BlocksFor(tokens, sequences));
}
