using RewardServer.Training.Tasks;

namespace RewardServer.Training.RewardModels;

/// <summary>
/// An endless, repeatable sequence of batches: draws a pool of fresh trajectories, sorts it by length, cuts it into batches of
/// at most so many padded tokens, and hands those out in random order. No trajectory is shown twice but by chance.
/// </summary>
internal sealed class BatchFeed(TaskMixture mixture, ExampleEncoder encoder, int batchTokens, ulong seed)
{
    private const int PoolBatches = 16;

    private readonly TaskRandom random = new(seed);
    private readonly Queue<List<TrainingExample>> ready = [];

    /// <summary>The examples of the next batch.</summary>
    public List<TrainingExample> Next()
    {
        if (ready.Count == 0)
        {
            Fill();
        }

        return ready.Dequeue();
    }

    private void Fill()
    {
        var (pool, tokens) = (new List<TrainingExample>(), 0);
        while (tokens < PoolBatches * batchTokens)
        {
            pool.Add(encoder.Create(mixture.Next()));
            tokens += pool[^1].Ids.Length;
        }

        var batches = Cut([.. pool.OrderBy(e => e.Ids.Length)], batchTokens).ToArray();
        random.Shuffle(batches.AsSpan());
        foreach (var batch in batches)
        {
            ready.Enqueue(batch);
        }
    }

    /// <summary>Cuts a list sorted by length into runs whose padded size stays within the budget; a longer example is a run of its own.</summary>
    internal static IEnumerable<List<TrainingExample>> Cut(IReadOnlyList<TrainingExample> sorted, int batchTokens)
    {
        var batch = new List<TrainingExample>();
        foreach (var example in sorted)
        {
            if (batch.Count > 0 && (batch.Count + 1) * example.Ids.Length > batchTokens)
            {
                yield return batch;
                batch = [];
            }

            batch.Add(example);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
