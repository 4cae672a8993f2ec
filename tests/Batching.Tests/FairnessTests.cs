using CsCheck;

namespace RewardServer.Batching.Tests;

/// <summary>How long callers wait for each other, on a simulated runner: forming batches knows no clock, so time is the tokens run.</summary>
public class FairnessTests
{
    [Theory]
    [InlineData(1, 64)]  // each client sends a request when the last one is answered
    [InlineData(8, 64)]
    [InlineData(64, 64)] // all at once
    public void The_slowest_of_equal_requests_waits_at_most_twice_the_median(int outstanding, int requests)
    {
        var times = Simulate(clients: 16, outstanding, requests, groupOf: client => client);
        Assert.InRange(times.Max(), 0, 2 * times[times.Length / 2]);
    }

    [Fact]
    public void A_hot_problem_does_not_hold_up_the_others() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[2, 6]).Sample((outstanding, hot) =>
        {
            // Some clients ask about one problem, the others each about its own.
            var mixed = Simulate(16, outstanding, 32, client => client < hot ? 1 : 100 + client);
            var plain = Simulate(16, outstanding, 32, _ => 0);
            Assert.InRange(mixed.Max(), 0, 2 * plain.Max());
        },
        iter: 30);

    /// <summary>Sorted times from sending to the end of the batch, in tokens run.</summary>
    private static long[] Simulate(int clients, int outstanding, int requests, Func<int, int> groupOf)
    {
        const int tokens = 128;
        var former = new BatchFormer<Request>(new() { MaxBatchTokens = 1024, MaxBatchSequences = 64 }, new LaneShares(4, 1));
        LinkedList<Request>[] lanes = [new(), new()];
        var left = Enumerable.Repeat(requests, clients).ToArray();
        var (now, times) = (0L, new List<long>());
        void Send(int client)
        {
            if (left[client]-- > 0)
                lanes[0].AddLast(new Request(tokens, groupOf(client), client, now));
        }

        for (var i = 0; i < outstanding; i++)
        {
            for (var client = 0; client < clients; client++)
                Send(client);
        }

        List<Request> batch = [], dropped = [];
        while (lanes[0].Count > 0)
        {
            batch.Clear();
            former.Form(lanes, DateTimeOffset.UnixEpoch, batch, dropped);
            batch.ForEach(request => lanes[0].Remove(request));
            now += batch.Sum(request => request.Tokens);
            foreach (var request in batch)
            {
                times.Add(now - request.SentAt);
                Send(request.Client);
            }
        }

        return [.. times.Order()];
    }

    private sealed class Request(int tokens, int group, int client, long sentAt) : PendingItem(tokens, null, default, group)
    {
        public int Client => client;

        public long SentAt => sentAt;
    }
}
