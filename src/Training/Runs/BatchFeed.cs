using RewardServer.Training.Tasks;

namespace RewardServer.Training.Runs;

/// <summary>
/// An endless, repeatable sequence of batches: draws a pool of fresh examples, sorts it by length, cuts it into batches of
/// at most so many padded tokens, and hands those out in random order. No example is shown twice but by chance.
/// </summary>
/// <param name="draw">The next examples that must share a batch: one, or the two of a pair.</param>
/// <param name="batchTokens">Padded tokens of a batch.</param>
/// <param name="seed">Seed of the order.</param>
internal sealed class BatchFeed(Func<TrainingExample[]> draw, int batchTokens, ulong seed)
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
        var (pool, tokens) = (new List<TrainingExample[]>(), 0);
        while (tokens < PoolBatches * batchTokens)
        {
            pool.Add(draw());
            tokens += pool[^1].Sum(e => e.Ids.Length);
        }

        var batches = Cut([.. pool.OrderBy(Longest)], batchTokens).ToArray();
        random.Shuffle(batches.AsSpan());
        foreach (var batch in batches)
        {
            ready.Enqueue(batch);
        }
    }

    /// <summary>Cuts a list sorted by length into runs whose padded size stays within the budget; a longer entry is a run of its own.</summary>
    internal static IEnumerable<List<TrainingExample>> Cut(IReadOnlyList<TrainingExample[]> sorted, int batchTokens)
    {
        var batch = new List<TrainingExample>();
        foreach (var examples in sorted)
        {
            if (batch.Count > 0 && (batch.Count + examples.Length) * Longest(examples) > batchTokens)
            {
                yield return batch;
                batch = [];
            }

            batch.AddRange(examples);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static int Longest(TrainingExample[] examples) => examples.Max(e => e.Ids.Length);
}
