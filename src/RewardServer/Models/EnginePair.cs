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
    public bool SharesBeginnings => policy.SharesBeginnings && reference.SharesBeginnings;

    /// <inheritdoc/>
    public long PendingTokens => policy.PendingTokens + reference.PendingTokens;

    /// <inheritdoc/>
    public int PendingItems => policy.PendingItems + reference.PendingItems;

    /// <inheritdoc/>
    public TimeSpan? PredictWait(BatchLane lane) =>
        policy.PredictWait(lane) is { } one && reference.PredictWait(lane) is { } other ? Longer(one, other) : null;

    /// <inheritdoc/>
    public Task<BatchOutcome<string?>>[] Enqueue(ReadOnlySpan<BatchEntry<InferenceItem>> items, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var (forPolicy, forReference) = (new BatchEntry<InferenceItem>[items.Length], new BatchEntry<InferenceItem>[items.Length]);
        for (var i = 0; i < items.Length; i++)
        {
            forPolicy[i] = items[i] with { Item = HalfOf(items[i].Item) };
            forReference[i] = items[i] with { Item = HalfOf(items[i].Item) };
        }
        var ofPolicy = policy.Enqueue(forPolicy, deadline, cancellationToken);
        var ofReference = reference.Enqueue(forReference, deadline, cancellationToken);
        var outcomes = new Task<BatchOutcome<string?>>[items.Length];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = JoinAsync(ofPolicy[i], ofReference[i], (forPolicy[i].Item, forReference[i].Item), items[i].Item);
        return outcomes;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await policy.DisposeAsync();
        await reference.DisposeAsync();
    }

    private static InferenceItem HalfOf(InferenceItem item) =>
        new() { TokenIds = item.TokenIds, ReadPositions = item.ReadPositions, Targets = item.Targets, Output = new float[item.Targets.Length] };

    private static async Task<BatchOutcome<string?>> JoinAsync(
        Task<BatchOutcome<string?>> ofPolicy, Task<BatchOutcome<string?>> ofReference, (InferenceItem Policy, InferenceItem Reference) halves, InferenceItem item)
    {
        var first = await ofPolicy;
        var second = await ofReference;
        if (first is { Status: BatchStatus.Completed, Result: null } && second is { Status: BatchStatus.Completed, Result: null })
            Interleave(halves.Policy.Output.Span, halves.Reference.Output.Span, item.Output.Span);
        item.ComputedTokens = Math.Max(halves.Policy.ComputedTokens, halves.Reference.ComputedTokens);
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
