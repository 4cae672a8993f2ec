using RewardServer.Batching;
using RewardServer.Inference;

namespace RewardServer.Models;

/// <summary>
/// Several engines of one model. Items of one group, the candidates of a problem, go where the group is at home, so that their beginning
/// is computed there once; what is in no group, and what would wait a batch longer at home than elsewhere, goes where least is to do.
/// </summary>
/// <param name="engines">At least one, all of one model.</param>
/// <param name="patience">Tokens an item rather waits for at home.</param>
internal sealed class EnginePool(IReadOnlyList<IModelEngine> engines, long patience) : IModelEngine
{
    /// <inheritdoc/>
    public string Device => string.Join(" and ", engines.CountBy(engine => engine.Device).Select(device => device.Value == 1 ? device.Key : $"{device.Value} x ({device.Key})"));

    /// <inheritdoc/>
    public int OutputWidth => engines[0].OutputWidth;

    /// <inheritdoc/>
    public int MaxTokens => engines.Min(engine => engine.MaxTokens);

    /// <inheritdoc/>
    public bool SharesBeginnings => engines.All(engine => engine.SharesBeginnings);

    /// <inheritdoc/>
    public long PendingTokens => engines.Sum(engine => engine.PendingTokens);

    /// <inheritdoc/>
    public int PendingItems => engines.Sum(engine => engine.PendingItems);

    /// <inheritdoc/>
    public TimeSpan? PredictWait(BatchLane lane) => engines.Min(engine => engine.PredictWait(lane));

    /// <inheritdoc/>
    public Task<BatchOutcome<string?>>[] Enqueue(ReadOnlySpan<BatchEntry<InferenceItem>> items, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        long[] loads = [.. engines.Select(engine => engine.PendingTokens)];
        var places = new List<int>[loads.Length];
        var parts = new List<BatchEntry<InferenceItem>>[loads.Length];
        for (var e = 0; e < loads.Length; e++)
            (places[e], parts[e]) = ([], []);
        for (var i = 0; i < items.Length; i++)
        {
            var engine = Choose(items[i].Group, loads, patience);
            loads[engine] += items[i].Tokens;
            places[engine].Add(i);
            parts[engine].Add(items[i]);
        }

        var outcomes = new Task<BatchOutcome<string?>>[items.Length];
        for (var e = 0; e < loads.Length; e++)
        {
            if (parts[e].Count == 0)
                continue;
            var own = engines[e].Enqueue(parts[e].ToArray(), deadline, cancellationToken);
            for (var i = 0; i < own.Length; i++)
                outcomes[places[e][i]] = own[i];
        }
        return outcomes;
    }

    /// <summary>Which engine takes an item.</summary>
    /// <param name="group">Its group; 0: none.</param>
    /// <param name="loads">Tokens each engine has to do. [engines]</param>
    /// <param name="patience">Tokens it rather waits for at home.</param>
    public static int Choose(int group, ReadOnlySpan<long> loads, long patience)
    {
        var least = 0;
        for (var engine = 1; engine < loads.Length; engine++)
            least = loads[engine] < loads[least] ? engine : least;
        var home = (int)((uint)group % (uint)loads.Length);
        return group != 0 && loads[home] - loads[least] <= patience ? home : least;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines)
            await engine.DisposeAsync();
    }
}
