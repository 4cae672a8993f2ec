using RewardServer.Batching;
using RewardServer.Inference;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Models;

/// <summary>The policy and the reference of an implicit model: both run every input, and a row holds what each says of its token.</summary>
internal sealed class EnginePair(IModelEngine policy, IModelEngine reference) : IModelEngine
{
    /// <inheritdoc/>
    public string Device => policy.Device == reference.Device ? policy.Device : $"{policy.Device} and {reference.Device}";

    /// <inheritdoc/>
    public int OutputWidth => LogRatios.RowWidth;

    /// <inheritdoc/>
    public int MaxTokens => Math.Min(policy.MaxTokens, reference.MaxTokens);

    /// <inheritdoc/>
    public long PendingTokens => policy.PendingTokens + reference.PendingTokens;

    /// <inheritdoc/>
    public int PendingItems => policy.PendingItems + reference.PendingItems;

    /// <inheritdoc/>
    public Task<BatchOutcome<string?>>[] Enqueue(ReadOnlySpan<BatchEntry<InferenceItem>> items, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var pairs = new (float[] Policy, float[] Reference)[items.Length];
        var (forPolicy, forReference) = (new BatchEntry<InferenceItem>[items.Length], new BatchEntry<InferenceItem>[items.Length]);
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i].Item;
            pairs[i] = (new float[item.Targets.Length], new float[item.Targets.Length]);
            forPolicy[i] = items[i] with { Item = Half(item, pairs[i].Policy) };
            forReference[i] = items[i] with { Item = Half(item, pairs[i].Reference) };
        }
        var ofPolicy = policy.Enqueue(forPolicy, deadline, cancellationToken);
        var ofReference = reference.Enqueue(forReference, deadline, cancellationToken);
        var outcomes = new Task<BatchOutcome<string?>>[items.Length];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = JoinAsync(ofPolicy[i], ofReference[i], pairs[i], items[i].Item.Output);
        return outcomes;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await policy.DisposeAsync();
        await reference.DisposeAsync();
    }

    private static InferenceItem Half(InferenceItem item, float[] output) =>
        new() { TokenIds = item.TokenIds, ReadPositions = item.ReadPositions, Targets = item.Targets, Output = output };

    private static async Task<BatchOutcome<string?>> JoinAsync(
        Task<BatchOutcome<string?>> ofPolicy, Task<BatchOutcome<string?>> ofReference, (float[] Policy, float[] Reference) rows, Memory<float> output)
    {
        var first = await ofPolicy;
        var second = await ofReference;
        if (first is { Status: BatchStatus.Completed, Result: null } && second is { Status: BatchStatus.Completed, Result: null })
            Interleave(rows.Policy, rows.Reference, output.Span);
        var worse = first is { Status: BatchStatus.Completed, Result: null } ? second : first;
        return worse with { QueueTime = Longer(first.QueueTime, second.QueueTime), RunTime = Longer(first.RunTime, second.RunTime) };
    }

    private static void Interleave(ReadOnlySpan<float> policy, ReadOnlySpan<float> reference, Span<float> rows)
    {
        for (var row = 0; row < policy.Length; row++)
            (rows[2 * row], rows[(2 * row) + 1]) = (policy[row], reference[row]);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
